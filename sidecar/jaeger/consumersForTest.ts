import { z } from 'zod';

/** For tests: what the consumers read an answer into. What does not fit fails there, or makes them fall over. */

const int = z.int();
const keyValue = z.object({
  key: z.string(),
  type: z.enum(['string', 'bool', 'int64']),
  value: z.union([z.string(), z.boolean(), int]),
});

const span = z.strictObject({
  traceID: z.string().regex(/^[0-9a-f]{32}$/),
  spanID: z.string().min(1),
  operationName: z.string(),
  references: z.array(
    z.strictObject({ refType: z.enum(['CHILD_OF', 'FOLLOWS_FROM']), traceID: z.string(), spanID: z.string() })
  ),
  // the UI leaves out a span without a start; Go's decoder takes no fraction
  startTime: int.positive(),
  duration: int.nonnegative(),
  flags: int.nonnegative(),
  tags: z.array(keyValue),
  logs: z.array(z.strictObject({ timestamp: int, fields: z.array(keyValue) })),
  processID: z.string(),
  warnings: z.array(z.string()).nullable(),
});

const trace = z
  .strictObject({
    traceID: z.string(),
    // Grafana takes the first span of every trace without looking whether there is one
    spans: z.array(span).min(1),
    processes: z.record(z.string(), z.strictObject({ serviceName: z.string(), tags: z.array(keyValue) })),
    warnings: z.array(z.string()).nullable(),
  })
  .refine(({ spans, processes }) => spans.every(({ processID }) => Object.hasOwn(processes, processID)), 'no process');

const envelope = <Data extends z.ZodType>(data: Data) =>
  z.object({
    data: z.array(data),
    total: int,
    limit: int,
    offset: int,
    errors: z.array(z.object({ msg: z.string(), code: int.optional(), traceID: z.string().optional() })).nullable(),
  });

/** types.TracesResponse of Grafana, and what transform-trace-data of the UI needs. */
export const tracesAnswer = envelope(trace);

/** types.ServicesResponse of Grafana: services and operations. */
export const namesAnswer = envelope(z.string());

/** Of the UI: operations with their kind. */
export const operationsAnswer = envelope(z.strictObject({ name: z.string(), spanKind: z.string() }));

/** types.DependenciesResponse of Grafana: with an error in it, it shows nothing else. */
export const dependenciesAnswer = envelope(
  z.strictObject({ parent: z.string(), child: z.string(), callCount: int.positive() })
).extend({ errors: z.null(), warnings: z.array(z.string()).optional() });

/** An error, as the UI reads it. */
export const errorAnswer = z.strictObject({
  data: z.null(),
  total: int,
  limit: int,
  offset: int,
  errors: z.tuple([z.strictObject({ code: int, msg: z.string().min(10) })]),
});
