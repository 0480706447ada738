/** The three OTLP signals: their path, the top-level key of their messages and the queue they are put into. */
export const SIGNALS = {
  logs: { path: '/v1/logs', key: 'resourceLogs', queue: 'audit_logs_queue' },
  traces: { path: '/v1/traces', key: 'resourceSpans', queue: 'audit_traces_queue' },
  metrics: { path: '/v1/metrics', key: 'resourceMetrics', queue: 'audit_metrics_queue' },
} as const;

export type Signal = keyof typeof SIGNALS;
