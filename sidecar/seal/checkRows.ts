import { type ClickHouseClient } from '@clickhouse/client';

import { digestLeaves, digestRows, IN_RUN, runParameters, type WindowRun } from './digestRows';
import { LEAF_SQL } from './leaf';
import { type DerivedColumn, relabelledRows } from './relabelledRows';
import { type SealedPartition, type Seal, type WindowPayload } from './sealPayload';
import { askRows, SEALED_TABLE } from './sealStore';
import { fitting } from './sealWindows';
import { type NamedRow } from '../../queries/compliance/records';

export type WindowStatus = 'OK' | 'BACKFILLED' | 'LATE' | 'EXPIRED' | 'TAMPERED';

export interface CheckedWindow {
  /** Of its regular seal. */
  seq: number;
  from: string;
  to: string;
  status: WindowStatus;
  sealedRows: number;
  /** Every row that differs, the first MAX_NAMED of them by name. */
  rows: NamedRow[];
  missing: number;
  extra: number;
  /** Rows that lie in another window because their message was delivered again. */
  redelivered: number;
  notes: string[];
}

export interface RowsContext {
  client: ClickHouseClient;
  derived: readonly DerivedColumn[];
  /** Events older than this may be gone: ms since 1970. */
  retainedFrom: number;
  /** Windows that ended before this may not get late rows any more. */
  lateBefore: number;
  onProgress?: (windows: number, of: number) => void;
}

/** Rows that are named one by one in one window. */
export const MAX_NAMED = 1000;

interface Window {
  payload: WindowPayload;
  backfills: WindowPayload[];
}

/** Compares the rows of sealed windows with their seals, and names those that differ. */
export async function checkRows(context: RowsContext, seals: readonly Seal[]): Promise<CheckedWindow[]> {
  const windows = windowsOf(seals);
  const expired = new Set(seals.flatMap(({ payload }) => (payload.kind === 'expiry' ? [payload.partition] : [])));
  const checked: CheckedWindow[] = [];
  for (let at = 0; at < windows.length; ) {
    const run = await fitting(context.client, runFrom(windows, at));
    const digests = await digestRows(context.client, run);
    const relabelled = await relabelledRows(context.client, context.derived, run, MAX_NAMED);
    for (let i = 0; i < run.count; i++) {
      const found = await checkWindow(context, windows[at + i], digests.get(i) ?? [], expired);
      checked.push(withRelabelled(found, relabelled.get(i) ?? []));
    }
    at += run.count;
    context.onProgress?.(at, windows.length);
  }
  return checked;
}

function windowsOf(seals: readonly Seal[]): Window[] {
  const windows = new Map<string, Window>();
  for (const { payload } of seals) {
    if (payload.kind === 'regular') {
      windows.set(payload.from, { payload, backfills: [] });
    } else if (payload.kind === 'backfill') {
      windows.get(payload.from)?.backfills.push(payload);
    }
  }
  return [...windows.values()];
}

const lengthOf = ({ payload }: Window) => Date.parse(payload.to) - Date.parse(payload.from);

/** As many windows of equal length, one after the other, as there are from here. */
function runFrom(windows: readonly Window[], at: number): WindowRun {
  const lengthMs = lengthOf(windows[at]);
  let count = 1;
  while (
    at + count < windows.length &&
    lengthOf(windows[at + count]) === lengthMs &&
    windows[at + count].payload.from === windows[at + count - 1].payload.to
  ) {
    count++;
  }
  return { from: Date.parse(windows[at].payload.from), lengthMs, count: Math.min(count, 500) };
}

const same = (a: SealedPartition | undefined, b: SealedPartition | undefined) =>
  a?.root === b?.root && a?.rows === b?.rows;

async function checkWindow(
  context: RowsContext,
  { payload, backfills }: Window,
  now: readonly SealedPartition[],
  expired: ReadonlySet<string>
): Promise<CheckedWindow> {
  const { seq, from, to, partitions } = payload;
  const sealed = [payload, ...backfills].flatMap((one) => one.partitions);
  const result: CheckedWindow = {
    seq,
    from,
    to,
    status: backfills.length > 0 ? 'BACKFILLED' : 'OK',
    sealedRows: sealed.reduce((sum, { rows }) => sum + rows, 0),
    rows: [],
    missing: 0,
    extra: 0,
    redelivered: 0,
    notes: [],
  };
  const ids = [...new Set([...sealed, ...now].map(({ id }) => id))].sort();
  for (const id of ids) {
    const current = now.find((one) => one.id === id);
    const plain = backfills.every((one) => one.partitions.every((partition) => partition.id !== id));
    if (
      plain &&
      same(
        current,
        partitions.find((one) => one.id === id)
      )
    ) {
      continue;
    }
    if (current === undefined && mayBeGone(context, id, sealed, expired, result)) {
      result.status = result.status === 'OK' || result.status === 'BACKFILLED' ? 'EXPIRED' : result.status;
      continue;
    }
    await compare(context, [payload, ...backfills], id, result);
  }
  return result;
}

/** A whole month that is gone is in order when a record says so, or when all of it is older than the retention. */
function mayBeGone(
  { retainedFrom }: RowsContext,
  id: string,
  sealed: readonly SealedPartition[],
  expired: ReadonlySet<string>,
  result: CheckedWindow
): boolean {
  if (expired.has(id)) {
    result.notes.push(`Month ${id} has expired, as recorded.`);
    return true;
  }
  const newest = Math.max(
    ...sealed.filter((one) => one.id === id).map(({ maxTimestamp }) => Number(BigInt(maxTimestamp) / 1_000_000n))
  );
  if (newest < retainedFrom) {
    result.notes.push(
      `Month ${id} is gone and older than the retention. There is no record of its expiry: only its age speaks for it.`
    );
    return true;
  }
  return false;
}

interface LeafRowOf {
  leaf: string;
  timestamp: string;
}

/** Finds the rows of one month of a window that differ, by the stored leaves; adds them to the result. */
async function compare(context: RowsContext, seals: readonly WindowPayload[], id: string, result: CheckedWindow) {
  const { client, lateBefore } = context;
  const [{ chain, from, to }] = seals;
  const parameters = {
    chain,
    seqs: seals.map(({ seq }) => seq),
    id,
    ...runParameters({ from: Date.parse(from), lengthMs: Date.parse(to) - Date.parse(from), count: 1 }),
  };
  const intact = await leavesIntact(client, seals, id);
  const stored = `SELECT Leaf FROM audit_seal_leaves WHERE Chain = {chain:String} AND Seq IN {seqs:Array(UInt64)} AND Partition = {id:String}`;
  const current = `SELECT ${LEAF_SQL} AS Leaf, * , RecordId, Actor FROM ${SEALED_TABLE} WHERE ${IN_RUN} AND _partition_id = {id:String}`;
  const gone = await askRows<LeafRowOf>(
    client,
    `SELECT DISTINCT hex(Leaf) AS leaf, toString(Timestamp) AS timestamp FROM audit_seal_leaves
     WHERE Chain = {chain:String} AND Seq IN {seqs:Array(UInt64)} AND Partition = {id:String}
       AND Leaf NOT IN (SELECT toFixedString(Leaf, 32) FROM (${current}))
     ORDER BY timestamp, leaf`,
    parameters
  );
  const elsewhere = await foundElsewhere(client, gone, id);
  const missing = gone.filter(({ leaf }) => !elsewhere.has(leaf));
  result.redelivered += gone.length - missing.length;
  const extra = await askRows<Omit<NamedRow, 'what'>>(
    client,
    `SELECT toString(Timestamp) AS timestamp, RecordId AS recordId, ServiceName AS service, Actor AS actor, EventName AS event
     FROM (${current}) WHERE toFixedString(Leaf, 32) NOT IN (${stored}) ORDER BY timestamp, recordId`,
    parameters
  );
  result.missing += missing.length;
  result.extra += extra.length;
  result.rows.push(...named(missing, extra).slice(0, MAX_NAMED));
  if (!intact) {
    result.status = 'TAMPERED';
    result.notes.push(
      'The stored leaves do not have the root that was signed: they were changed, so which rows differ is not certain.'
    );
  } else if (missing.length > 0) {
    result.status = 'TAMPERED';
  } else if (extra.length > 0) {
    const late = Date.parse(to) >= lateBefore;
    result.status = late && result.status !== 'TAMPERED' ? 'LATE' : 'TAMPERED';
    if (late) {
      result.notes.push('Rows came after the window was sealed. The next run of sealing takes them as a backfill.');
    }
  }
}

/** Whether the stored leaves still have the roots that were signed. */
async function leavesIntact(client: ClickHouseClient, seals: readonly WindowPayload[], id: string): Promise<boolean> {
  for (const { chain, seq, partitions } of seals) {
    const stored = (await digestLeaves(client, chain, { from: seq, to: seq })).get(seq) ?? [];
    if (
      !same(
        stored.find((one) => one.id === id),
        partitions.find((one) => one.id === id)
      )
    ) {
      return false;
    }
  }
  return true;
}

/** Of leaves that are not in their window, those whose row lies in another: its message was delivered again later. */
async function foundElsewhere(client: ClickHouseClient, gone: readonly LeafRowOf[], id: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < gone.length; at += 1000) {
    const some = gone.slice(at, at + 1000);
    const rows = await askRows<{ leaf: string }>(
      client,
      `SELECT DISTINCT hex(${LEAF_SQL}) AS leaf FROM ${SEALED_TABLE}
       WHERE _partition_id = {id:String} AND Timestamp IN (SELECT arrayJoin({times:Array(DateTime64(9, 'UTC'))}))
         AND leaf IN (SELECT arrayJoin({leaves:Array(String)}))`,
      { id, times: [...new Set(some.map(({ timestamp }) => timestamp))], leaves: some.map(({ leaf }) => leaf) }
    );
    rows.forEach(({ leaf }) => found.add(leaf));
  }
  return found;
}

/** A row that is gone and one that was never sealed, at the same time, are one that was modified. */
function named(missing: readonly LeafRowOf[], extra: ReadonlyArray<Omit<NamedRow, 'what'>>): NamedRow[] {
  const gone = new Map<string, number>();
  for (const { timestamp } of missing) {
    gone.set(timestamp, (gone.get(timestamp) ?? 0) + 1);
  }
  const rows = extra.map((row): NamedRow => {
    const left = gone.get(row.timestamp) ?? 0;
    gone.set(row.timestamp, Math.max(0, left - 1));
    return { what: left > 0 ? 'modified' : 'forged', ...row };
  });
  for (const [timestamp, left] of gone) {
    for (let i = 0; i < left; i++) {
      rows.push({ what: 'deleted', timestamp, recordId: '', service: '', actor: '', event: '' });
    }
  }
  return rows;
}

function withRelabelled(window: CheckedWindow, rows: NamedRow[]): CheckedWindow {
  return rows.length === 0
    ? window
    : {
        ...window,
        status: 'TAMPERED',
        rows: [...window.rows, ...rows],
        notes: [
          ...window.notes,
          'Derived columns were changed; the sealed content of these rows is compared by itself.',
        ],
      };
}
