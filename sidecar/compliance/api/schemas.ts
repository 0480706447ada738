import { z } from 'zod';

import { ROLES } from '../access/roles';
import { querySchema } from '../catalogue/schema';
import { proofSchema } from '../evidence/manifest';

/** Bodies and answers of the API. Times are ms since 1970. */

const text = z.string().max(2000);
const id = z.string().regex(/^[a-z][a-z0-9-]{2,63}$/, 'must be the id of a saved query');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const ms = z.number();
/** Shorter words say nothing. */
const purpose = z.string().trim().min(5, 'must say in words why this is asked').max(500);
const comment = z.string().trim().min(3, 'must say something').max(2000);
const parameters = z.record(z.string().max(64), z.union([text, z.number()]));

export const askedQuery = z.strictObject({ id });
export const askedDiff = z.strictObject({ id, from: z.int().min(1), to: z.int().min(1) });
export const askedDraft = z.strictObject({ query: querySchema, comment });
export const askedDecision = z.strictObject({ id, version: z.int().min(1), sha256: hash, comment });
export const askedRun = z.strictObject({
  run: z.uuid(),
  query: id,
  version: z.int().min(1).optional(),
  /** ISO 8601, UTC. */
  from: z.string().max(40),
  to: z.string().max(40),
  tenant: text.default(''),
  parameters: parameters.default({}),
  purpose,
});
export const askedRunId = z.strictObject({ run: z.uuid() });
export const askedRuns = z.strictObject({ query: id.optional() });
export const askedPage = z.strictObject({
  run: z.uuid(),
  offset: z.int().min(0).max(10_000_000),
  limit: z.int().min(1).max(1000),
});
export const askedEvidence = z.strictObject({ run: z.uuid(), redacted: z.boolean().default(false) });
export const askedPackage = z.strictObject({
  framework: z.string().max(64),
  control: z.string().max(64),
  runs: z.array(z.uuid()).min(1).max(100),
  redacted: z.boolean().default(false),
});
export const askedSchedule = z.strictObject({
  query: id,
  every: z.enum(['none', 'weekly', 'monthly', 'quarterly']),
  tenant: text.default(''),
  parameters: parameters.default({}),
  graceDays: z.int().min(0).max(365).default(14),
});
export const askedSignOff = z.strictObject({
  run: z.uuid(),
  dueAt: ms.optional(),
  resultSha256: hash,
  exceptions: z.int().min(0).max(4_000_000_000),
  notes: comment,
});

const versionState = z.enum(['draft', 'approved', 'superseded', 'rejected', 'retired']);
const runStatus = z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted', 'altered', 'expired']);

export const record = z.object({
  seq: z.int(),
  version: z.int(),
  action: z.string(),
  person: z.object({ login: z.string() }),
  at: z.string(),
  comment: z.string(),
});

export const version = z.object({
  query: querySchema,
  /** As ClickHouse gets it. */
  sql: z.string(),
  sha256: z.string(),
  state: versionState,
  records: z.array(record),
});

export const entry = z.object({
  id: z.string(),
  origin: z.enum(['girok', 'own']),
  altered: z.string().optional(),
  versions: z.array(version),
});

export const run = z.object({
  run: z.string(),
  status: runStatus,
  query: z.string(),
  version: z.int(),
  person: z.string(),
  purpose: z.string(),
  startedAt: ms,
  finishedAt: ms.nullable(),
  rows: z.int(),
  resultSha256: z.string(),
  problem: z.string(),
  keptUntil: ms,
  progress: z
    .object({
      step: z.string(),
      readRows: z.number().nullable(),
      totalRows: z.number().nullable(),
      rows: z.number(),
      seconds: z.number(),
    })
    .nullable(),
});

export const review = z.object({
  query: z.string(),
  version: z.int(),
  dueAt: ms,
  graceDays: z.int(),
  run: z.string(),
  ranAt: ms.nullable(),
  rows: z.int(),
  resultSha256: z.string(),
  reviewedBy: z.string(),
  reviewedAt: ms.nullable(),
  exceptions: z.int(),
  notes: z.string(),
  state: z.enum(['open', 'overdue', 'done', 'late']),
});

export const schedule = z.object({
  query: z.string(),
  every: z.string(),
  tenant: z.string(),
  parameters,
  graceDays: z.int(),
  since: ms,
  person: z.string(),
});

export const catalogue = z.object({
  person: z.object({ login: z.string(), roles: z.array(z.enum(ROLES)) }),
  frameworks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      edition: z.string(),
      enabled: z.boolean(),
      retention: z.object({ months: z.int(), rule: z.string() }).optional(),
      controls: z.array(z.object({ id: z.string(), meaning: z.string() })),
    })
  ),
  queries: z.array(
    z.object({
      id: z.string(),
      origin: z.enum(['girok', 'own']),
      title: z.string(),
      purpose: z.string(),
      controls: z.record(z.string(), z.array(z.string())),
      /** Of the version that is approved, else of the last one. */
      version: z.int(),
      state: versionState.or(z.literal('altered')),
      /** A version that waits for an approval. */
      draft: z.int().nullable(),
      lastRun: ms.nullable(),
      lastReview: ms.nullable(),
      every: z.string().nullable(),
      overdue: z.int(),
    })
  ),
});

export const page = z.object({
  rows: z.int(),
  offset: z.int(),
  /** Values by column, as ClickHouse's JSON has them. */
  page: z.array(z.record(z.string(), z.unknown())),
  columns: querySchema.shape.columns,
  cannotShow: z.string(),
  parameters,
  proof: proofSchema,
});

export const diff = z.object({
  lines: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
});

const namedRow = z.object({
  what: z.enum(['modified', 'deleted', 'forged', 'relabelled']),
  timestamp: z.string(),
  recordId: z.string(),
  service: z.string(),
  actor: z.string(),
  event: z.string(),
});

export const integrity = z.object({
  sealed: z.object({ chain: z.string(), seq: z.int(), hash: z.string(), sealedUpTo: ms }).nullable(),
  windows: z.array(
    z.object({
      seq: z.int(),
      from: ms,
      to: ms,
      rows: z.int(),
      status: z.string(),
      verifiedAt: ms,
      missing: z.int(),
      extra: z.int(),
    })
  ),
  anchors: z.array(z.object({ kind: z.string(), target: z.string(), seq: z.int(), at: ms })),
  verification: z.object({
    state: z.enum(['none', 'running', 'done', 'failed']),
    by: z.string().optional(),
    startedAt: ms.optional(),
    finishedAt: ms.optional(),
    windows: z.int().optional(),
    of: z.int().optional(),
    problem: z.string().optional(),
    found: z
      .object({
        verdict: z.string(),
        seals: z.int(),
        findings: z.array(z.object({ text: z.string() })),
        windows: z.array(
          z.object({
            seq: z.int(),
            from: z.string(),
            to: z.string(),
            status: z.string(),
            notes: z.array(z.string()),
            rows: z.array(namedRow),
          })
        ),
        unsealed: z.object({ from: z.string().optional(), rows: z.int() }),
        anchoredUpTo: z.int().optional(),
        notes: z.array(z.string()),
      })
      .optional(),
  }),
});

export const nothing = z.strictObject({});

export const retention = z.object({
  kept: z.string().nullable(),
  floors: z.array(
    z.object({ framework: z.string(), title: z.string(), months: z.int(), rule: z.string(), broken: z.boolean() })
  ),
  oldest: ms.nullable(),
  events: z.int(),
  expired: z.int(),
  notes: z.array(z.string()),
});
