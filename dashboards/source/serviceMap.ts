import { dashboard } from './dashboard';
import { nodeGraph, table } from './panels';
import { rowsWith } from './scopes';
import { service } from './variables';
import { sql } from '../../queries/sql';
import { endOf } from '../../queries/timeRange';
import { graphEdges, graphNodes } from '../../queries/traces/nodeGraph';
import { serviceEdges } from '../../queries/traces/serviceMap';

/** Edges of the map; the rarest are left out. */
const EDGES = 200;

/** Nodes and edges are two queries, and Grafana fails when one has what the other has not: spans of the last seconds wait. */
const isSettled = sql`IngestTime <= ${endOf('dashboard')} - INTERVAL 10 SECOND`;

const edges = serviceEdges(rowsWith(service.condition), EDGES, isSettled);

export const serviceMap = dashboard('service-map', {
  description:
    'Who calls whom, from the newest 2,000 traces of the range: services, databases, queues and what is outside.',
  variables: [service.variable],
  panels: [
    nodeGraph({
      title: 'Service map',
      description:
        'A circle is a service, database, queue or something outside; its ring shows the share of calls to it that failed (red). Numbers are calls per second and the slowest p95 of the calls to it. An edge says how often one calls the other and which share fails.',
      nodes: graphNodes(edges),
      edges: graphEdges(edges),
    }),
    table({
      title: 'Calls',
      description: 'The same as rows.',
      sql: sql`SELECT if(source = '', '(begins here)', source) AS caller, target AS called, target_kind AS kind, calls / seconds AS rate, error_share, p95 FROM (${edges})`,
      columns: {
        caller: { title: 'Caller' },
        called: { title: 'Called' },
        kind: { title: 'Kind', width: 120 },
        rate: { title: 'Calls', unit: 'reqps' },
        error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
        p95: { title: 'p95', unit: 'ns' },
      },
    }),
  ],
});
