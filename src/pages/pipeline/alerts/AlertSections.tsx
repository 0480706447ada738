import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { type AlertDeeds, AlertItem } from './AlertItem';
import { type AlertBoard, type BoardAlert } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { keyOf } from '../../../../queries/alerts/acknowledgement/identity';
import { type KeptRecord } from '../../../../queries/alerts/acknowledgement/record';
import { elapsedText } from '../../../../queries/elapsedText';

interface AlertSectionsProps {
  board: AlertBoard;
  records: readonly KeptRecord[];
  now: number;
  deeds: AlertDeeds;
  hasSidecar: boolean;
}

/** Firing, acknowledged, silenced and pending apart; a part without an alert is only counted. */
export function AlertSections({ board, records, now, deeds, hasSidecar }: AlertSectionsProps) {
  const styles = useStyles2(getStyles);
  const oldest = board.acknowledged[0]?.acknowledgements[0].at;
  const parts: Array<{ name: string; alerts: BoardAlert[]; beside?: string }> = [
    { name: 'Firing', alerts: board.firing },
    {
      name: 'Acknowledged',
      alerts: board.acknowledged,
      beside: oldest === undefined ? undefined : `oldest ${elapsedText((now - oldest) / 1000)}`,
    },
    { name: 'Silenced by others', alerts: board.silenced },
    { name: 'Pending', alerts: board.pending },
  ];
  return (
    <>
      {parts
        .filter(({ alerts, name }) => alerts.length > 0 || name === 'Firing')
        .map(({ name, alerts, beside }) => (
          <section key={name} aria-label={name}>
            <h3 className={styles.heading}>
              {name} {alerts.length}
              {beside !== undefined && <span className={styles.faint}> {beside}</span>}
            </h3>
            {alerts.length === 0 ? (
              <p className={styles.faint}>Nothing fires that nobody looks after.</p>
            ) : (
              <ul className={styles.list}>
                {alerts.map((alert) => (
                  <AlertItem
                    key={alert.key}
                    alert={alert}
                    records={records.filter(({ key }) => key === alert.key || key === keyOf(alert.ruleUid, {}))}
                    now={now}
                    deeds={deeds}
                    hasSidecar={hasSidecar}
                  />
                ))}
              </ul>
            )}
          </section>
        ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ ...theme.typography.h5, margin: theme.spacing(1, 0, 0.5) }),
  list: css({
    listStyle: 'none',
    margin: 0,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    'li:last-child': { borderBottom: 0 },
  }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
});
