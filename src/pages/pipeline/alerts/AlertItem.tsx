import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, type IconName, TextLink, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { AckHistory } from './AckHistory';
import { type BoardAlert } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { type KeptRecord } from '../../../../queries/alerts/acknowledgement/record';
import { acknowledgedText, identityText, reopenedText, sinceText, stateText } from '../../../scenes/alerts/alertWords';
import { clockTime } from '../../../scenes/alerts/clockTime';

/** What one can do with an alert. */
export interface AlertDeeds {
  acknowledge: (alert: BoardAlert) => void;
  extend: (alert: BoardAlert) => void;
  unacknowledge: (alert: BoardAlert) => void;
  record: (alert: BoardAlert) => void;
  /** Why nothing can be done; empty when it can. */
  forbidden: string;
  busy: boolean;
}

interface AlertItemProps {
  alert: BoardAlert;
  /** Of this alert and of its rule. */
  records: readonly KeptRecord[];
  now: number;
  deeds: AlertDeeds;
  /** Whether a missing audit event is worth a word. */
  hasSidecar: boolean;
}

const ICONS = {
  firing: 'exclamation-circle',
  acknowledged: 'check-circle',
  silenced: 'bell-slash',
  pending: 'clock-nine',
} as const satisfies Record<BoardAlert['place'], IconName>;

/** One alert: what, where, since when, who looks after it, and what one can do. */
export function AlertItem({ alert, records, now, deeds, hasSidecar }: AlertItemProps) {
  const [showsHistory, setShowsHistory] = useState(false);
  const styles = useStyles2(getStyles);
  const { title, place, severity, summary, identity, runbook, state, acknowledgements, silencedBy, reopened } = alert;
  const name = `${title}, ${identityText(identity)}`;
  const details = [severity, identityText(identity), stateText(state), sinceText(alert, now)].filter(Boolean);
  const button = {
    size: 'sm',
    disabled: deeds.busy || deeds.forbidden !== '',
    tooltip: deeds.forbidden || undefined,
  } as const;
  return (
    <li className={styles.item} aria-label={name}>
      <Icon
        name={ICONS[place]}
        className={place === 'firing' ? styles[severity === 'critical' ? 'critical' : 'warning'] : styles.calm}
        title={place}
      />
      <div className={styles.body}>
        <p className={styles.title}>
          <strong>{title}</strong>
          {summary !== '' && ` · ${summary}`}
        </p>
        <p className={styles.faint}>{details.join(' · ')}</p>
        {reopened && (
          <p className={styles.reopened}>
            {reopenedText(reopened, now)}. Its acknowledgement still holds notifications back.
          </p>
        )}
        {acknowledgements.map((one) => (
          <p key={one.silence.id} className={styles.line}>
            {one.ofRule && 'Whole rule '}
            {acknowledgedText(one, now)}
            {one.mark.note !== '' && <>: “{one.mark.note}”</>}
            {!one.isKept && <span className={styles.missing}> No note of it was kept for others.</span>}
            {one.isKept && hasSidecar && !one.isProven && (
              <span className={styles.missing}> There is no audit event of it.</span>
            )}
          </p>
        ))}
        {silencedBy.map(({ id, createdBy, comment, endsAt }) => (
          <p key={id} className={styles.line}>
            silenced by {createdBy || 'somebody'} until {clockTime(Date.parse(endsAt), now)}
            {comment !== '' && <>: “{comment}”</>}
          </p>
        ))}
        {showsHistory && <AckHistory records={records} now={now} />}
      </div>
      <div className={styles.buttons}>
        {place === 'firing' && (
          <Button {...button} onClick={() => deeds.acknowledge(alert)} aria-label={`Acknowledge ${name}`}>
            {reopened ? 'Acknowledge again' : 'Acknowledge'}
          </Button>
        )}
        {acknowledgements.length > 0 && !reopened && (
          <Button {...button} variant="secondary" onClick={() => deeds.extend(alert)} aria-label={`Extend ${name}`}>
            Extend
          </Button>
        )}
        {acknowledgements.length > 0 && (
          <Button
            {...button}
            variant="secondary"
            onClick={() => deeds.unacknowledge(alert)}
            aria-label={`Un-acknowledge ${name}`}
          >
            Un-acknowledge
          </Button>
        )}
        {acknowledgements.some(({ isKept, isProven }) => !isKept || (hasSidecar && !isProven)) && (
          <Button
            {...button}
            variant="secondary"
            onClick={() => deeds.record(alert)}
            aria-label={`Record the acknowledgement of ${name}`}
          >
            Record it
          </Button>
        )}
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          aria-expanded={showsHistory}
          aria-label={`History of ${name}`}
          onClick={() => setShowsHistory(!showsHistory)}
        >
          History{records.length > 0 && ` (${records.length})`}
        </Button>
        {runbook !== '' && (
          <TextLink href={runbook} variant="bodySmall">
            Runbook
          </TextLink>
        )}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    [theme.breakpoints.down('md')]: { flexWrap: 'wrap' },
  }),
  body: css({ flex: '1 1 320px', minWidth: 0, overflowWrap: 'anywhere' }),
  title: css({ margin: 0 }),
  line: css({ margin: theme.spacing(0.25, 0, 0) }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  reopened: css({ margin: theme.spacing(0.25, 0, 0), color: theme.colors.warning.text }),
  missing: css({ color: theme.colors.warning.text }),
  buttons: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    alignSelf: 'flex-start',
    gap: theme.spacing(1),
  }),
  critical: css({ color: theme.colors.error.text, flexShrink: 0, marginTop: 2 }),
  warning: css({ color: theme.colors.warning.text, flexShrink: 0, marginTop: 2 }),
  calm: css({ color: theme.colors.text.secondary, flexShrink: 0, marginTop: 2 }),
});
