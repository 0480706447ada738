/** Items of telemetry. A metric point is one row of a metric: one set of attributes at one time. */
export interface Counts {
  spans: number;
  logs: number;
  metricPoints: number;
}

export const describeCounts = ({ spans, logs, metricPoints }: Counts) =>
  `${spans} spans, ${logs} log records, ${metricPoints} metric points`;
