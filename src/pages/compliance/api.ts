import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

import { type NamedRow, type Review as StoredReview, type RunFacts } from '../../../queries/compliance/records';
import { PLUGIN_ID } from '../../app/plugin';
import { errorText } from '../../grafana/errorText';

/** What `girok serve` answers below /compliance; its /compliance/openapi.json says the same. Times are ms since 1970. */

export type Role = 'auditor' | 'author' | 'approver' | 'operator';
export type VersionState = 'draft' | 'approved' | 'superseded' | 'rejected' | 'retired';
export type RunState = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted' | 'altered' | 'expired';
export type ReviewState = 'open' | 'overdue' | 'done' | 'late';

export interface Framework {
  id: string;
  title: string;
  edition: string;
  enabled: boolean;
  controls: Array<{ id: string; meaning: string }>;
}

export interface ListedQuery {
  id: string;
  origin: 'girok' | 'own';
  title: string;
  purpose: string;
  controls: Record<string, string[]>;
  version: number;
  state: VersionState | 'altered';
  draft: number | null;
  lastRun: number | null;
  lastReview: number | null;
  every: string | null;
  overdue: number;
}

export interface Catalogue {
  person: { login: string; roles: Role[] };
  frameworks: Framework[];
  queries: ListedQuery[];
}

export interface QueryParameter {
  type: 'String' | 'UInt8' | 'UInt32' | 'UInt64' | 'Float64';
  default?: string | number;
  min?: number;
  max?: number;
  meaning: string;
}

export interface SavedQuery {
  id: string;
  version: number;
  title: string;
  purpose: string;
  cannot_show: string;
  controls: Record<string, string[]>;
  parameters: Record<string, QueryParameter>;
  limits: { days: number; rows: number };
  schedule: string;
  sql: string;
  columns: Array<{ name: string; personal: 'none' | 'pseudonym' | 'direct'; meaning: string }>;
}

export interface VersionRecord {
  seq: number;
  version: number;
  action: string;
  person: { login: string };
  at: string;
  comment: string;
}

export interface QueryVersion {
  query: SavedQuery;
  /** As ClickHouse gets it. */
  sql: string;
  sha256: string;
  state: VersionState;
  records: VersionRecord[];
}

export interface QueryEntry {
  id: string;
  origin: 'girok' | 'own';
  altered?: string;
  versions: QueryVersion[];
}

export interface Run extends RunFacts {
  status: RunState;
  progress: {
    step: string;
    readRows: number | null;
    totalRows: number | null;
    rows: number;
    seconds: number;
  } | null;
}

export interface Proof {
  verdict: string;
  sealedUpTo: string;
  head: string;
  notes: string[];
}

export interface ResultPage {
  rows: number;
  offset: number;
  page: Array<Record<string, unknown>>;
  columns: SavedQuery['columns'];
  cannotShow: string;
  parameters: Record<string, string | number>;
  proof: Proof;
}

export interface Review extends StoredReview {
  state: ReviewState;
}

export interface Schedule {
  query: string;
  every: string;
  tenant: string;
  graceDays: number;
  person: string;
}

export interface Integrity {
  sealed: { chain: string; seq: number; hash: string; sealedUpTo: number } | null;
  windows: Array<{
    seq: number;
    from: number;
    to: number;
    rows: number;
    status: string;
    verifiedAt: number;
    missing: number;
    extra: number;
  }>;
  anchors: Array<{ kind: string; target: string; seq: number; at: number }>;
  verification: {
    state: 'none' | 'running' | 'done' | 'failed';
    by?: string;
    finishedAt?: number;
    windows?: number;
    of?: number;
    problem?: string;
    found?: {
      verdict: string;
      seals: number;
      findings: Array<{ text: string }>;
      windows: Array<{ seq: number; from: string; to: string; status: string; notes: string[]; rows: NamedRow[] }>;
      unsealed: { from?: string; rows: number };
      anchoredUpTo?: number;
      notes: string[];
    };
  };
}

export interface Retention {
  kept: string | null;
  floors: Array<{ framework: string; title: string; months: number; rule: string; broken: boolean }>;
  oldest: number | null;
  events: number;
  expired: number;
  notes: string[];
}

const urlOf = (path: string) => `/api/plugin-proxy/${PLUGIN_ID}/sidecar/compliance${path}`;

/** Whoever asks has none of the roles that this is for. */
export class Refusal extends Error {}

/** An answer of the sidecar; with a body it is a POST. @throws Error in the words of the sidecar */
export async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  try {
    const options = { showErrorAlert: false };
    return body === undefined
      ? await getBackendSrv().get<Answer>(urlOf(path), undefined, undefined, options)
      : await getBackendSrv().post<Answer>(urlOf(path), body, options);
  } catch (error) {
    const { status } = error as { status?: number };
    throw new (status === 403 ? Refusal : Error)(errorText(error), { cause: error });
  }
}

/** Has a zip made and gives it to the browser to keep. @throws Error in the words of the sidecar */
export async function download(path: string, body: object, fileName: string): Promise<void> {
  let blob: Blob;
  try {
    const { data } = await lastValueFrom(
      getBackendSrv().fetch<Blob>({
        url: urlOf(path),
        method: 'POST',
        data: body,
        responseType: 'blob',
        showErrorAlert: false,
      })
    );
    blob = data;
  } catch (error) {
    throw new Error(await failureText(error), { cause: error });
  }
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Where a blob was asked for, the words of a refusal come as one. */
async function failureText(error: unknown): Promise<string> {
  const { data } = error as { data?: unknown };
  if (!(data instanceof Blob)) {
    return errorText(error);
  }
  const text = await data.text();
  try {
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return text;
  }
}
