/** Tag that all dashboards have. */
export const TAG = 'girok';

/** Every dashboard: `uid` is in links and never changes, the key names its file, `page` is the app's page that goes with it. */
export const DASHBOARDS = {
  fleet: { uid: 'girok-fleet', title: 'Girok: Fleet overview', page: { title: 'Services', path: 'services' } },
  service: { uid: 'girok-service', title: 'Girok: Service detail', page: { title: 'Services', path: 'services' } },
  http: { uid: 'girok-http', title: 'Girok: HTTP', page: { title: 'Traces', path: 'traces' } },
  databases: { uid: 'girok-databases', title: 'Girok: Databases', page: { title: 'Traces', path: 'traces' } },
  messaging: { uid: 'girok-messaging', title: 'Girok: Messaging', page: { title: 'Traces', path: 'traces' } },
  errors: { uid: 'girok-errors', title: 'Girok: Errors', page: { title: 'Traces', path: 'traces' } },
  audit: { uid: 'girok-audit', title: 'Girok: Audit overview', page: { title: 'Audit logs', path: 'audit' } },
  actor: { uid: 'girok-actor', title: 'Girok: Audit by actor', page: { title: 'Audit logs', path: 'audit' } },
  access: {
    uid: 'girok-access',
    title: 'Girok: Access and privilege changes',
    page: { title: 'Audit logs', path: 'audit' },
  },
  traces: { uid: 'girok-traces', title: 'Girok: Traces', page: { title: 'Traces', path: 'traces' } },
  'service-map': { uid: 'girok-service-map', title: 'Girok: Service map', page: { title: 'Traces', path: 'traces' } },
  runtime: { uid: 'girok-runtime', title: 'Girok: Runtime', page: { title: 'Metrics', path: 'metrics' } },
  pipeline: {
    uid: 'girok-pipeline',
    title: 'Girok: Ingestion pipeline and consumer lag',
    page: { title: 'Pipeline', path: 'pipeline' },
  },
  clickhouse: {
    uid: 'girok-clickhouse',
    title: 'Girok: ClickHouse health',
    page: { title: 'Pipeline', path: 'pipeline' },
  },
  cost: { uid: 'girok-cost', title: 'Girok: Cost and cardinality', page: { title: 'Metrics', path: 'metrics' } },
  collector: {
    uid: 'girok-collector',
    title: 'Girok: Collector health',
    page: { title: 'Pipeline', path: 'pipeline' },
  },
  slo: { uid: 'girok-slo', title: 'Girok: SLOs', page: { title: 'Services', path: 'services' } },
} as const;

export type DashboardName = keyof typeof DASHBOARDS;
