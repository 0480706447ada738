import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { type SceneComponentProps, type SceneObject, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState, useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';

import { durationText } from '../../../../queries/traces/duration';
import { MAP_TRACES, serviceEdges } from '../../../../queries/traces/serviceMap';
import { type SpanScope } from '../../../../queries/traces/spans';
import { compactTable } from '../../../scenes/compactTable';
import { errorColor } from '../../../scenes/errorLevel';
import { ExactLink } from '../../../scenes/ExactLink';
import { runner } from '../../../scenes/query';
import { type CallEdge, type CallGraph, type CallNode } from '../../../scenes/serviceMap/callGraph';
import { callGraphOf } from '../../../scenes/serviceMap/callGraphOf';
import { ServiceMap } from '../../../scenes/serviceMap/ServiceMap';
import { serviceLink } from '../../../scenes/services/serviceLink';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { spansLink } from '../../../scenes/trace/traceLinks';
import { count, percent, plural, rateText } from '../../../scenes/words';
import { neighboursOf } from '../neighbours';
import { serviceOf } from '../ServiceVariable';

/** Edges of the traces that the service is in; those of the service are among them. */
const LIMIT = 2000;

interface DependenciesState extends SceneObjectState {
  sql: ShowSql;
}

/** Who calls the service and whom it calls, as a drawing and in two tables. */
export class Dependencies extends SceneObjectBase<DependenciesState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Dependencies' }),
      $data: runner([{ refId: 'map', sql: serviceEdges(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = DependenciesView;
}

function DependenciesView({ model }: SceneComponentProps<Dependencies>) {
  const { sql } = model.useState();
  const { service } = serviceOf(model).useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const graph = useMemo(() => neighboursOf(callGraphOf(answer.rows), service), [answer.rows, service]);
  const traces = answer.rows.length > 0 ? numberOf(answer.rows[0], 'traces') : 0;
  const centre = graph.nodes.find(({ kind, name }) => kind === 'service' && name === service);
  return (
    <TabFrame
      model={model}
      name="Dependencies"
      what="dependencies"
      answer={answer}
      sql={sql}
      note={`Drawn from ${traces >= MAP_TRACES ? `the newest ${count(traces)} traces` : plural(traces, 'trace')} that the service is in`}
      empty={
        <EmptyState variant="not-found" message="No traces">
          No trace of this time range has a span of the service.
        </EmptyState>
      }
    >
      <ServiceMap
        graph={graph}
        onChoose={(node) =>
          node.kind === 'start' || node === centre ? undefined : () => locationService.push(linkOf(model, node))
        }
      />
      <div className={styles.tables}>
        <Calls
          model={model}
          title="Called by"
          graph={graph}
          edges={graph.edges.filter(({ target }) => target === centre?.id)}
          end="source"
        />
        <Calls
          model={model}
          title="Calls"
          graph={graph}
          edges={graph.edges.filter(({ source }) => source === centre?.id)}
          end="target"
        />
      </div>
    </TabFrame>
  );
}

interface CallsProps {
  model: SceneObject;
  title: string;
  graph: CallGraph;
  edges: CallEdge[];
  /** The end of an edge that is the other one. */
  end: 'source' | 'target';
}

function Calls({ model, title, graph, edges, end }: CallsProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const highest = Math.max(...edges.map(({ rate }) => rate));
  return (
    <section className={styles.calls} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {edges.length === 0 ? (
        <p className={styles.faint}>Nothing in these traces.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className={styles.number}>
                Rate
              </th>
              <th scope="col" className={styles.number}>
                Errors
              </th>
              <th scope="col" className={styles.number}>
                p95
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.map((edge) => {
              const node = nodes.get(edge[end]);
              return (
                <tr key={edge[end]}>
                  <th scope="row" className={styles.name}>
                    {node && node.kind !== 'start' ? (
                      <ExactLink href={linkOf(model, node)}>
                        <bdi>{node.name || '(no service name)'}</bdi>
                      </ExactLink>
                    ) : (
                      'where traces begin'
                    )}{' '}
                    <span className={styles.faint}>{node?.kind === 'start' ? '' : node?.kind}</span>
                  </th>
                  <td className={styles.number}>{rateText(edge.rate, highest)}</td>
                  <td className={styles.number}>
                    <span style={{ color: errorColor(theme, edge.errorShare) }}>{percent(edge.errorShare)}</span>
                  </td>
                  <td className={styles.number}>{durationText(edge.p95)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A service leads to its page; what sends no spans itself to the spans that speak to it. */
const linkOf = (model: SceneObject, { kind, name, filterKey }: CallNode) =>
  kind === 'service' ? serviceLink(model, name) : `${spansLink(model, filterKey, '=', name)}&spans=all`;

const getStyles = (theme: GrafanaTheme2) => ({
  ...compactTable(theme),
  tables: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), marginTop: theme.spacing(2) }),
  calls: css({ flex: '1 1 400px', minWidth: 0 }),
  title: css({ ...theme.typography.h6 }),
  name: css({ fontWeight: 'normal', overflowWrap: 'anywhere' }),
});
