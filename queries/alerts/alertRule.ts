import { type Sql } from '../sql';

/**
 * One alert rule. Its query gives one row for each thing that is watched, well or not: text columns that say which, the
 * labels of the instance, and one Float64 `value`. Grafana's evaluator takes nothing else (lag-and-alerts.md, "Queries").
 */
export interface AlertRule {
  /** Uid in Grafana, and the name of its runbook: docs/runbooks/<id>.md. */
  id: string;
  title: string;
  severity: 'warning' | 'critical';
  /** Fires when the value is above. */
  above: number;
  /** Once it fires, it is well again when the value is below; the same as `above` when not given. */
  wellBelow?: number;
  /** So long the value has to be above. Seconds. */
  forSeconds: number;
  /** What no row at all means. */
  noData: 'OK' | 'Alerting';
  /** Text columns of the query: they tell instances apart, and nothing in them changes while the trouble is the same. */
  identity: readonly string[];
  /** In Grafana's template language, with `$labels` and the value as `measured` writes it. */
  summary: string;
  sql: (database: string) => Sql;
}
