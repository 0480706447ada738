import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Modal, Stack, useStyles2 } from '@grafana/ui';

import { RIGHT_TO_MAKE_RULES } from './rights';
import { useAttempt } from './useAttempt';
import { type Rules } from './useRules';
import { ALERT_FOLDER } from '../../../../queries/alerts/grafana';
import { elapsedText } from '../../../../queries/elapsedText';
import { burnRules } from '../../../../queries/slo/burnRules';
import { BURN_ALERTS, burnLimit, LEAST_REQUESTS } from '../../../../queries/slo/burnWindows';
import { type Slo } from '../../../../queries/slo/objective';
import { SLO_INTERVAL } from '../../../../queries/slo/ruleGroup';
import { type TableMapping } from '../../../../queries/tables';
import { serviceTitle } from '../../../scenes/services/service';
import { shortened } from '../../../scenes/shortened';

interface RulesDialogProps {
  slo: Slo;
  tables: TableMapping;
  dataSourceUid: string;
  rules: Rules;
  onClose: () => void;
}

/** What exactly will be made in Grafana, or is there already. Stays open when it is refused, and says which right is missing. */
export function RulesDialog({ slo, tables, dataSourceUid, rules, onClose }: RulesDialogProps) {
  const { busy, problem, attempt } = useAttempt(RIGHT_TO_MAKE_RULES, onClose);
  const styles = useStyles2(getStyles);
  const exist = (rules.kept ?? []).length > 0;
  const title = `Alert rules of ${shortened(serviceTitle(slo.service))}`;

  return (
    <Modal isOpen title={title} onDismiss={onClose}>
      <Stack direction="column" gap={2}>
        <p className={styles.text}>
          Two rules in Grafana, in the folder “{ALERT_FOLDER}”, evaluated every {SLO_INTERVAL}. Whom they notify is what
          the notification policies say of their label <code>severity</code>.
        </p>
        <ul className={styles.rules} aria-label="Rules">
          {burnRules(slo, tables).map((rule) => (
            <li key={rule.id}>
              <strong>{rule.title}</strong> ({rule.severity})
              <br />
              {whenText(slo, rule.severity)}, for {elapsedText(rule.forSeconds)}. Fewer than {LEAST_REQUESTS} requests
              in the longer window never fire.
              <details>
                <summary>SQL</summary>
                <pre className={styles.sql} tabIndex={0} role="region" aria-label={`SQL of: ${rule.title}`}>
                  {rule.sql(tables.database).text}
                </pre>
              </details>
            </li>
          ))}
        </ul>
        {problem !== '' && (
          <Alert severity="error" title="Not done">
            {problem}
          </Alert>
        )}
        <Modal.ButtonRow>
          {exist && (
            <Button variant="destructive" fill="text" disabled={busy} onClick={() => void attempt(rules.remove)}>
              Remove rules
            </Button>
          )}
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={busy}
            icon={busy ? 'spinner' : undefined}
            onClick={() => void attempt(() => rules.make(slo, dataSourceUid))}
          >
            {exist ? 'Make them anew' : 'Make rules'}
          </Button>
        </Modal.ButtonRow>
      </Stack>
    </Modal>
  );
}

/** `Fires when requests break the objective more than 14.4 times as often as it allows over 1 h and 5 min, or …` */
function whenText({ days }: Slo, severity: 'critical' | 'warning'): string {
  const alerts = BURN_ALERTS.filter((one) => one.severity === severity).map((one) => {
    const limit = burnLimit(days, one);
    const often = limit === 1 ? 'more often than it allows' : `more than ${limit} times as often as it allows`;
    return `${often} over ${one.label} and ${one.shortLabel}`;
  });
  const unless = severity === 'warning' ? ', and the other rule does not' : '';
  return `Fires when requests break the objective ${alerts.join(', or ')}${unless}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({ margin: 0 }),
  rules: css({
    margin: 0,
    paddingLeft: theme.spacing(3),
    overflowWrap: 'anywhere',
    '& > li': { marginBottom: theme.spacing(1) },
  }),
  sql: css({ maxHeight: 240, overflow: 'auto', fontSize: theme.typography.bodySmall.fontSize }),
});
