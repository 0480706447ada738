import { z } from 'zod';

/** What `girok seal` and `girok verify` are told from outside; docs/compliance.md has the table. */
export const sealSchema = z.object({
  /** File with the private key that signs, PEM. */
  sealKey: z.string().optional(),
  /** Length of a window of ingest time. Minutes. */
  sealWindowMinutes: z.coerce.number().int().min(1).max(1440).default(60),
  /** How long after its end a window is sealed: longer than an insert or a replica may lag. Minutes. */
  sealGraceMinutes: z.coerce.number().int().min(0).max(1440).default(10),
  /** How long after its end a window may still take late rows, as a backfill. Later ones are a finding. Hours. */
  sealLateHours: z.coerce.number().int().min(0).max(8784).default(24),
  /** Files, separated by commas, to which heads are appended. */
  anchorFile: z.string().optional(),
  /** Working copy of a git repository to which heads are committed; pushed when it has a remote. */
  anchorGit: z.string().optional(),
  /** OTLP/HTTP address of a second log store, without /v1/logs. */
  anchorOtlp: z.url().optional(),
  anchorOtlpToken: z.string().optional(),
  /** Address of an authority that stamps the time (RFC 3161). */
  anchorTsa: z.url().optional(),
  /** File with the certificates that vouch for it, PEM. */
  anchorTsaRoots: z.string().optional(),
});

export type SealConfig = z.infer<typeof sealSchema>;
