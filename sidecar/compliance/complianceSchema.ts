import { z } from 'zod';

import { parseRules } from './access/roles';

/** Rules of roles.ts, kept as they were written: `readConfig` reads what it has read itself, too. */
const rules = (byDefault: string) =>
  z
    .string()
    .default(byDefault)
    .superRefine((text, context) => {
      try {
        parseRules(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    });

/** What the saved queries of `girok serve` are told from outside; docs/sidecar.md has the table. */
export const complianceSchema = z.object({
  /** Who may run approved queries, read results and sign reviews off: rules of roles.ts, separated by commas. */
  complianceAuditors: rules('role:Admin'),
  /** Who may draft queries. */
  complianceAuthors: rules('role:Admin'),
  /** Who may approve, reject and retire what others have drafted. */
  complianceApprovers: rules('role:Admin'),
  /** Who may set schedules, stop the runs of others and have the audit log verified. */
  complianceOperators: rules('role:Admin'),
  /** How long results are kept. The record of a run is kept for ever. Days. */
  complianceResultDays: z.coerce.number().int().min(1).max(3660).default(30),
  /** Longest that one run may take. Seconds. */
  complianceRunS: z.coerce.number().int().min(1).max(86_400).default(600),
  /** Most memory that ClickHouse may use for one run. Megabytes. */
  complianceRunMb: z.coerce.number().int().min(64).max(1_048_576).default(4096),
  /** Runs at the same time. */
  complianceRuns: z.coerce.number().int().min(1).max(64).default(2),
  /** Frameworks that count here, by their ids in compliance/frameworks.yaml, separated by commas: their retention holds. */
  complianceFrameworks: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .filter((one) => one.trim() !== '')
        .map((one) => one.trim())
    ),
  /** Where notices of reviews that are due or overdue are posted; may be a secret by itself. Default: nowhere. */
  reviewWebhook: z
    .url({ protocol: /^https?$/ })
    .refine(
      (url) => !/^[^/]*\/\/[^/?#]*@/.test(url),
      'must have no user and no password in it: GIROK_REVIEW_WEBHOOK_TOKEN is sent as a header'
    )
    .optional(),
  reviewWebhookToken: z.string().optional(),
  /** User that runs saved queries; it needs to read and nothing more. Default: the user of everything else. */
  readerUser: z.string().optional(),
  readerPassword: z.string().default(''),
  /** Files with public keys that have signed before, separated by commas. */
  sealTrustedKeys: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((file) => file !== '')),
  /** Key of the pseudonyms in redacted evidence: one an engagement. */
  redactionKey: z.string().min(16, 'must have at least 16 characters: `openssl rand -hex 32` makes one').optional(),
});

export type ComplianceConfig = z.infer<typeof complianceSchema>;
