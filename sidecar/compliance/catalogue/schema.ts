import { z } from 'zod';

/** Names of queries, in addresses and file names. */
const id = z.string().regex(/^[a-z][a-z0-9-]{2,63}$/, 'must be lower-case words joined by hyphens');
const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower case with underscores');
const sentence = z.string().trim().min(1).max(2000);

/** ClickHouse types that a parameter may have. */
export const PARAMETER_TYPES = ['String', 'UInt8', 'UInt32', 'UInt64', 'Float64'] as const;

const parameterSchema = z
  .strictObject({
    type: z.enum(PARAMETER_TYPES),
    /** Without one, whoever runs the query must say. */
    default: z.union([z.string(), z.number()]).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    meaning: sentence,
  })
  .refine(({ type, default: value }) => value === undefined || (typeof value === 'string') === (type === 'String'), {
    error: 'the default must be of the type',
  });

/** none: says nothing about a person. pseudonym: an id that leads to one with other data. direct: names one, or may. */
const PERSONAL = ['none', 'pseudonym', 'direct'] as const;

const columnSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
  personal: z.enum(PERSONAL),
  meaning: sentence,
});

const SCHEDULES = ['none', 'weekly', 'monthly', 'quarterly'] as const;

/** A saved query as its file has it. */
export const querySchema = z.strictObject({
  id,
  version: z.int().min(1),
  title: sentence.max(200),
  /** In an auditor's words. */
  purpose: sentence,
  /** What must not be concluded from the result. */
  cannot_show: sentence,
  /** Framework to its controls. */
  controls: z.record(z.string(), z.array(z.string().min(1)).min(1)),
  parameters: z.record(name, parameterSchema).default({}),
  limits: z.strictObject({
    /** Longest period. */
    days: z.int().min(1).max(3660),
    /** More rows than these are an error, never a cut result. */
    rows: z.int().min(1).max(10_000_000),
  }),
  /** How often a review is due. */
  schedule: z.enum(SCHEDULES),
  /** ClickHouse SQL with {name:Type} parameters, {{field}}, {{is class}}, {{period}} and {{audit_logs}}. */
  sql: z.string().trim().min(1).max(20_000),
  columns: z.array(columnSchema).min(1).max(100),
});

/** How a field is read: attributes first, then expressions, then `otherwise`; or by a rule of its own. */
export const fieldSchema = z.strictObject({
  /** Where it is stored with the event. */
  column: z.string().optional(),
  /** Of the log record; `resource/…` of its resource. */
  attributes: z.array(z.string().min(1)).default([]),
  expressions: z.array(z.string()).default([]),
  otherwise: z.string().optional(),
  rule: z.string().optional(),
  upper: z.boolean().default(false),
  number: z.boolean().default(false),
});

export const fieldsSchema = z.strictObject({ version: z.int().min(1), fields: z.record(name, fieldSchema) });

export const classSchema = z.strictObject({
  actions: z.array(z.string().regex(/^[A-Z_]+$/)).default([]),
  /** RE2. */
  event: z.string().min(1),
});

export const eventsSchema = z.strictObject({ version: z.int().min(1), classes: z.record(name, classSchema) });

const frameworkSchema = z.strictObject({
  title: sentence,
  edition: sentence,
  retention: z.strictObject({ months: z.int().min(1), rule: sentence }).optional(),
  controls: z.record(z.string(), sentence),
});

export const frameworksSchema = z.strictObject({
  version: z.int().min(1),
  frameworks: z.record(z.string(), frameworkSchema),
});

export type SavedQuery = z.infer<typeof querySchema>;
export type QueryParameter = z.infer<typeof parameterSchema>;
export type Field = z.infer<typeof fieldSchema>;
export type EventClass = z.infer<typeof classSchema>;
export type Framework = z.infer<typeof frameworkSchema>;
