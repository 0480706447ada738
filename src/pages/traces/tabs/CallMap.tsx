import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { durationText } from '../../../../queries/traces/duration';
import { MAP_TRACES, serviceEdges } from '../../../../queries/traces/serviceMap';
import { type SpanScope } from '../../../../queries/traces/spans';
import { runner } from '../../../scenes/query';
import { type CallEdge, type CallGraph, type CallNode } from '../../../scenes/serviceMap/callGraph';
import { callGraphOf } from '../../../scenes/serviceMap/callGraphOf';
import { ServiceMap } from '../../../scenes/serviceMap/ServiceMap';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { count, percent, plural, rateText } from '../../../scenes/words';
import { narrowTo } from '../narrowTo';
import { spanKindsOf } from '../pageVariables';

/** More edges are no picture any more. */
const LIMIT = 200;

interface CallMapState extends SceneObjectState {
  sql: ShowSql;
}

/** The service map of the newest matching traces, and the same as a table. */
export class CallMap extends SceneObjectBase<CallMapState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Service map' }),
      $data: runner([{ refId: 'map', sql: serviceEdges(scope, LIMIT), as: 'table' }]),
    });
  }

  /** Narrows the page to the spans of a service, or to those that speak to what sends none itself. */
  only({ filterKey, name }: CallNode) {
    spanKindsOf(this).choose('all');
    narrowTo(this, { [filterKey]: name });
  }

  static Component = CallMapView;
}

function CallMapView({ model }: SceneComponentProps<CallMap>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const graph = useMemo(() => callGraphOf(answer.rows), [answer.rows]);
  const traces = answer.rows.length > 0 ? numberOf(answer.rows[0], 'traces') : 0;
  const sample =
    traces >= MAP_TRACES ? `the newest ${count(traces)} matching traces` : plural(traces, 'matching trace');
  return (
    <TabFrame
      model={model}
      name="Service map"
      what="traces"
      answer={answer}
      sql={sql}
      note={`Drawn from ${sample}${answer.rows.length >= LIMIT ? `; only the ${LIMIT} busiest calls` : ''} · choose a node to narrow the page to it`}
    >
      <ServiceMap graph={graph} onChoose={(node) => (node.kind === 'start' ? undefined : () => model.only(node))} />
      <Calls graph={graph} />
    </TabFrame>
  );
}

/** The edges in words, for those who cannot see the drawing, or want the numbers. */
function Calls({ graph: { nodes, edges } }: { graph: CallGraph }) {
  const styles = useStyles2(getStyles);
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const highest = Math.max(...edges.map(({ rate }) => rate));
  return (
    <details className={styles.details}>
      <summary>Calls as a table</summary>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Calls">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Calls</th>
              <th scope="col">Rate</th>
              <th scope="col">Errors</th>
              <th scope="col">p95</th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ source, target, calls, rate, errorShare, p95 }: CallEdge) => (
              <tr key={`${source} ${target}`}>
                <td>
                  <bdi>{names.get(source)}</bdi>
                </td>
                <td>
                  <bdi>{names.get(target)}</bdi>
                </td>
                <td>{count(calls)}</td>
                <td>{rateText(rate, highest)}</td>
                <td>{percent(errorShare)}</td>
                <td>{durationText(p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  details: css({ marginTop: theme.spacing(1) }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    fontVariantNumeric: 'tabular-nums',
    'th, td': { padding: theme.spacing(0.25, 1), borderBottom: `1px solid ${theme.colors.border.weak}` },
  }),
});
