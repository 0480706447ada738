import { parse } from 'yaml';
import { z } from 'zod';

/** `90s` */
export const seconds = z
  .string()
  .regex(/^\d+s$/)
  .transform((text) => Number(text.slice(0, -1)));

const condition = z.object({
  evaluator: z.object({ type: z.literal('gt'), params: z.tuple([z.number()]) }),
  unloadEvaluator: z.object({ type: z.literal('lt'), params: z.tuple([z.number()]) }).optional(),
});

const data = z.tuple([
  z.object({ refId: z.literal('A'), model: z.object({ rawSql: z.string() }) }),
  z.object({ refId: z.literal('C'), model: z.object({ conditions: z.tuple([condition]) }) }),
]);

/** Query and threshold, as both the file and the ruler API have them. */
export const queryAndThreshold = data.transform(([query, threshold]) => {
  const { evaluator, unloadEvaluator } = threshold.model.conditions[0];
  return { sql: query.model.rawSql, above: evaluator.params[0], wellBelow: unloadEvaluator?.params[0] };
});

const rule = z.object({
  uid: z.string(),
  title: z.string(),
  for: seconds,
  noDataState: z.enum(['OK', 'Alerting']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  notification_settings: z.record(z.string(), z.unknown()),
  data: queryAndThreshold,
});

const file = z.object({
  groups: z.array(z.object({ name: z.string(), folder: z.string(), interval: seconds, rules: z.array(rule) })),
});

/** A rule as the stand-in evaluates it. */
export interface StandInRule {
  uid: string;
  title: string;
  folder: string;
  group: string;
  sql: string;
  above: number;
  wellBelow?: number;
  forMs: number;
  noData: 'OK' | 'Alerting';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  notificationSettings: Record<string, unknown>;
  /** `file` of rules that were provisioned, and nobody may change. */
  provenance: 'file' | '';
}

/** The groups of a provisioning file for Grafana, as far as Girok's rules go. @throws ZodError for another kind of rule */
export function rulesOfFile(text: string): { intervalMs: number; rules: StandInRule[] } {
  const { groups } = file.parse(parse(text));
  return {
    intervalMs: Math.min(...groups.map(({ interval }) => interval)) * 1000,
    rules: groups.flatMap(({ name, folder, rules }) =>
      rules.map((one) => ({
        uid: one.uid,
        title: one.title,
        folder,
        group: name,
        ...one.data,
        forMs: one.for * 1000,
        noData: one.noDataState,
        labels: one.labels,
        annotations: one.annotations,
        notificationSettings: one.notification_settings,
        provenance: 'file' as const,
      }))
    ),
  };
}
