import { z } from 'zod';

/** Shorter secrets can be guessed. `openssl rand -hex 32` makes one. */
const secret = z.string().min(16, 'must have at least 16 characters: `openssl rand -hex 32` makes one').optional();

/** What `girok serve` is told from outside; docs/sidecar.md has the table. */
export const serveSchema = z.object({
  serveHost: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  servePort: z.coerce.number().int().min(0).max(65_535).default(8686),
  /** Longest that an answer may take; then its ClickHouse query is cancelled. Seconds. */
  serveTimeoutS: z.coerce.number().int().min(1).max(30).default(30),
  /** Longest answer. Megabytes. */
  serveAnswerMb: z.coerce.number().int().min(1).max(1024).default(64),
  serveLogLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How often consumer lag is sampled; 0 is never. Seconds. */
  lagSampleS: z.coerce.number().int().min(0).max(300).default(15),
  /** Who made the tables: girok, or the Collector's ClickHouse exporter. */
  serveTableLayout: z.enum(['girok', 'exporter', 'exporter-classic']).default('girok'),
  /** Name of the trace table. Default: that of its maker. */
  serveTracesTable: z.string().optional(),
  /** What Grafana's plugin proxy sends as X-Girok-Secret. */
  sidecarSecret: secret,
  /** Grafana's `root_url`, the issuer of its identity tokens. */
  grafanaIssuer: z.url().optional(),
  /** How Grafana is reached from here, for its public keys and its teams. Default: the issuer. */
  grafanaInternalUrl: z.url().optional(),
  /** Token of a service account that may read teams: for rules that name one. */
  grafanaToken: z.string().min(1).optional(),
  /** The organisation of Grafana whose users are served. */
  grafanaOrg: z.coerce.number().int().min(1).default(1),
  /** A caller with this secret may use the Jaeger query API without a Grafana identity. Default: nobody may. */
  jaegerSecret: secret,
  /** How far back the Jaeger menus, and searches without a start, look. Hours. */
  jaegerLookbackHours: z.coerce.number().int().min(1).max(8784).default(48),
  /** Longest time that a search or the dependencies may ask of. Days. */
  jaegerMaxDays: z.coerce.number().int().min(1).max(366).default(31),
  /** Most traces of one search. */
  jaegerMaxTraces: z.coerce.number().int().min(1).max(1500).default(1500),
  /** Most spans of one trace, and half of the most of one answer. */
  jaegerMaxSpans: z.coerce.number().int().min(1).max(50_000).default(20_000),
});
