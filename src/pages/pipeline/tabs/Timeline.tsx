import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, Icon, type IconName, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';

import { type AlertChange } from '../../../../queries/alerts/alertChange';
import { rebalances } from '../../../../queries/pipeline/rebalances';
import { and } from '../../../../queries/sql';
import { type TableMapping } from '../../../../queries/tables';
import { readAlertChanges } from '../../../grafana/alertHistory';
import { useAlerts } from '../../../scenes/alerts/useAlerts';
import { AnswerState, frameOf, useAnswer } from '../../../scenes/answer';
import { moment } from '../../../scenes/moment';
import { runner } from '../../../scenes/query';
import { rowsOfFrame } from '../../../scenes/rows';
import { resourcesQuestion } from '../../../scenes/services/questions';
import { ShowSql } from '../../../scenes/ShowSql';
import { TabHeader } from '../../../scenes/TabHeader';
import { count } from '../../../scenes/words';
import { type EventKind, timelineOf } from '../timeline';

/** Events that are drawn, the newest. */
const MOST = 300;

const KINDS = {
  deploy: { icon: 'rocket', word: 'Deploy' },
  rebalance: { icon: 'exchange-alt', word: 'Rebalance' },
  alert: { icon: 'exclamation-circle', word: 'Alert' },
  well: { icon: 'heart', word: 'Well again' },
  acknowledgement: { icon: 'check-circle', word: 'Acknowledgement' },
} as const satisfies Record<EventKind, { icon: IconName; word: string }>;

interface TimelineState extends SceneObjectState {
  sql: ShowSql;
}

/** Deploys, rebalances, alerts and what was done about them, in one order of time. */
export class Timeline extends SceneObjectBase<TimelineState> {
  constructor(tables: TableMapping) {
    super({
      sql: new ShowSql({ title: 'Timeline' }),
      $data: runner([
        { refId: 'rebalances', sql: rebalances(tables.database, 'dashboard'), as: 'table' },
        resourcesQuestion({ tables, range: 'dashboard', where: and([]) }),
      ]),
    });
  }

  static Component = TimelineView;
}

function TimelineView({ model }: SceneComponentProps<Timeline>) {
  const { sql } = model.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const answer = useAnswer(model);
  const alerts = useAlerts(range);
  const history = useAlertChanges(from, to);
  const styles = useStyles2(getStyles);
  const events = useMemo(
    () =>
      timelineOf(
        {
          resources: rowsOfFrame(frameOf(answer, 'resources')),
          rebalances: rowsOfFrame(frameOf(answer, 'rebalances')),
          rules: alerts.read?.rules ?? [],
          changes: history.changes,
          records: alerts.read?.records ?? [],
        },
        { from, to }
      ),
    [answer, alerts.read, history.changes, from, to]
  );
  const missing = [alerts.failure, history.failure, alerts.read?.withoutHistory].filter(Boolean);
  const loading = answer.loading || alerts.loading || history.loading;
  return (
    <section aria-label="Timeline" aria-busy={loading}>
      <TabHeader hint="What happened in this time range, the newest first: deploys of the services that send, partitions that consumers lost, alerts of Girok's rules, and who acknowledged them.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="Deploys and rebalances" />
      {missing.length > 0 && (
        <Alert severity="warning" title="Alerts and acknowledgements are not all there">
          {missing.join(' ')}
        </Alert>
      )}
      {events.length === 0 && !loading && <p className={styles.faint}>Nothing happened in this time range.</p>}
      {events.length > 0 && (
        <ol className={styles.list} aria-label="Events">
          {events.slice(0, MOST).map(({ at, kind, text }) => (
            <li key={`${at} ${kind} ${text}`} className={styles.item}>
              <time className={styles.time} dateTime={new Date(at).toISOString()}>
                {moment(at)}
              </time>
              <span className={styles[kind]}>
                <Icon name={KINDS[kind].icon} size="sm" /> {KINDS[kind].word}
              </span>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ol>
      )}
      {events.length > MOST && (
        <p className={styles.faint}>
          These are the {MOST} newest of {count(events.length)}.
        </p>
      )}
    </section>
  );
}

interface History {
  changes: readonly AlertChange[];
  loading: boolean;
  failure?: string;
}

/** Of the range, in ms since 1970; a range that is chosen meanwhile overtakes the one before. */
function useAlertChanges(from: number, to: number): History {
  const range = `${from} ${to}`;
  const [read, setRead] = useState<{ range: string; changes: readonly AlertChange[]; failure?: string }>();
  useEffect(() => {
    const leaving = new AbortController();
    const keep = (changes: readonly AlertChange[], failure?: string) =>
      leaving.signal.aborted || setRead({ range, changes, failure });
    readAlertChanges({ from, to }, leaving.signal).then(
      (changes) => keep(changes),
      (error: unknown) => keep([], String((error as Error).message))
    );
    return () => leaving.abort();
  }, [range, from, to]);
  return { changes: read?.changes ?? [], failure: read?.failure, loading: read?.range !== range };
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0) }),
  item: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 150px 1fr',
    gap: theme.spacing(2),
    padding: theme.spacing(0.5, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  time: css({
    color: theme.colors.text.secondary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  deploy: css({ color: theme.colors.info.text }),
  rebalance: css({ color: theme.colors.warning.text }),
  alert: css({ color: theme.colors.error.text }),
  well: css({ color: theme.colors.success.text }),
  acknowledgement: css({ color: theme.colors.text.primary }),
  faint: css({ color: theme.colors.text.secondary }),
});
