import { z } from 'zod';

/** Queries of one request; Grafana's own pages send a few, and ClickHouse runs them all at once. */
const MOST_QUERIES = 100;

const FORMATS: Record<string, number> = { timeseries: 0, table: 1, logs: 2, traces: 3 };

/** Numbers, or the words that the plugin SDK accepts for them. */
const format = z
  .union([z.number(), z.string()])
  .default(0)
  .transform((value) => (typeof value === 'string' ? FORMATS[value] : value))
  .pipe(
    z.literal(
      [0, 1, 2, 3],
      'invalid format value: the preview answers 0 (time series), 1 (table), 2 (logs) and 3 (traces)'
    )
  );

const query = z.object({
  refId: z.string().min(1).default('A'),
  rawSql: z.string().default(''),
  format,
  intervalMs: z.number().positive().default(1000),
  hide: z.boolean().default(false),
  table: z.string().optional(),
  column: z.string().optional(),
  datasource: z.object({ uid: z.string() }).optional(),
});

/** Epoch milliseconds; Grafana sends them as text. */
const time = z.coerce.number().int();

export const queryRequest = z.object({
  queries: z.array(query).min(1).max(MOST_QUERIES),
  from: time,
  to: time,
});

export type QueryRequest = z.infer<typeof queryRequest>;
export type SqlQuery = z.infer<typeof query>;
