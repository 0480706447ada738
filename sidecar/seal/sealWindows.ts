import { type ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

import { digestLeaves, endOf, IN_RUN, runParameters, WINDOW, type WindowRun } from './digestRows';
import { type SigningKey, publicKeyText } from './keys';
import { LEAF_SPEC, LEAF_SQL } from './leaf';
import { type Draft, makeSeal } from './makeSeal';
import { parseSeal } from './parseSeal';
import { type Seal, type WindowPayload } from './sealPayload';
import { askRows, readSeals, SEALED_TABLE, storeSeals } from './sealStore';

/** What sealing works with. */
export interface Sealer {
  /** Bound to the database. */
  client: ClickHouseClient;
  key: SigningKey;
  windowMs: number;
  /** After the end of a window, before it is sealed. */
  graceMs: number;
  /** After its end, while it may still take late rows. */
  lateMs: number;
  /** The clock of this machine, ms; default the real one. */
  now?: () => number;
}

/** What a run of sealing did. */
export interface Sealed {
  seals: Seal[];
  rows: number;
  /** The head of the chain. */
  head: Seal;
  /** End of what is sealed: what came after this is the unsealed tail. ms since 1970. */
  sealedUpTo: number;
}

/** Most that two clocks may differ: beyond that, windows would close before their rows came. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;
/** Of one batch, so that its leaves fit into memory. */
const BATCH_ROWS = 1_000_000;
const BATCH_WINDOWS = 500;

interface Context extends Sealer {
  server: string;
  nowMs: number;
}

/**
 * Seals every window that is due, after the late rows of those that were sealed before; begins the chain when there is
 * none. One process at a time may do this.
 * @throws Error when the clocks differ, the chain was changed, or another key signed last
 */
export async function sealDue(sealer: Sealer): Promise<Sealed> {
  const context = await contextOf(sealer);
  const stored = (await readSeals(sealer.client)).map(({ payload, signature, seq }) => {
    const parsed = parseSeal(payload, signature);
    if ('problem' in parsed) {
      throw new Error(`Seal ${seq} cannot be continued: ${parsed.problem}. \`girok verify\` says more.`);
    }
    return parsed.seal;
  });
  const begun = stored.length > 0 ? stored : [await begin(context)];
  mustContinue(begun, sealer.key);
  await dropUnsealed(sealer.client, begun[begun.length - 1].payload);
  const seals = [...begun, ...(await backfill(context, begun))];
  for (;;) {
    const next = await sealBatch(context, seals);
    if (next.length === 0) {
      break;
    }
    seals.push(...next);
  }
  const added = seals.slice(stored.length);
  await mustBeAlone(sealer.client, seals);
  return {
    seals: added,
    rows: added.flatMap(({ payload }) => partitionsOf(payload)).reduce((sum, { rows }) => sum + rows, 0),
    head: seals[seals.length - 1],
    sealedUpTo: nextStart(seals),
  };
}

async function contextOf(sealer: Sealer): Promise<Context> {
  const here = sealer.now?.() ?? Date.now();
  const [{ there, server }] = await askRows<{ there: number; server: string }>(
    sealer.client,
    'SELECT toUnixTimestamp64Milli(now64(3)) AS there, version() AS server'
  );
  if (Math.abs(here - there) > CLOCK_DIFFERENCE_MS) {
    throw new Error(
      `The clocks of this machine and of ClickHouse differ by ${Math.round(Math.abs(here - there) / 1000)} s. ` +
        'Nothing was sealed: a window would be closed while its rows still come. Set the clocks right (NTP) and run again.'
    );
  }
  return { ...sealer, server, nowMs: Math.min(here, there) };
}

async function begin(context: Context): Promise<Seal> {
  const { client, key, windowMs, nowMs } = context;
  const [{ first, rows }] = await askRows<{ first: number; rows: number }>(
    client,
    `SELECT toUnixTimestamp64Milli(min(IngestTime)) AS first, count() AS rows FROM ${SEALED_TABLE}`
  );
  const from = Math.floor((rows === 0 ? nowMs : first) / windowMs) * windowMs;
  const draft: Draft = {
    kind: 'genesis',
    ...said(context),
    table: SEALED_TABLE,
    from: iso(from),
    publicKey: publicKeyText(key.publicKey),
  };
  const seal = makeSeal(randomUUID(), undefined, draft, key);
  await storeSeals(client, [seal]);
  return seal;
}

const iso = (ms: number) => new Date(ms).toISOString();
const said = ({ nowMs, server }: Context) => ({ sealedAt: iso(nowMs), server });

function mustContinue(seals: readonly Seal[], key: SigningKey): void {
  const broken = seals.find(
    ({ payload }, i) =>
      payload.seq !== i || payload.chain !== seals[0].payload.chain || (i > 0 && payload.prev !== seals[i - 1].hash)
  );
  if (broken) {
    throw new Error(
      `The chain is broken at seal ${broken.payload.seq}, so it is not continued. \`girok verify\` says what was changed.`
    );
  }
  const { payload } = seals[seals.length - 1];
  const expected = payload.kind === 'keychange' ? payload.nextKey : undefined;
  if (expected === undefined ? payload.kid !== key.kid : expected !== publicKeyText(key.publicKey)) {
    throw new Error(
      `The chain goes on with another key than ${key.kid} (the last seal was signed by ${payload.kid}). ` +
        'Change keys with `girok seal rotate`, which signs with both.'
    );
  }
}

/** Leaves of a run that was interrupted before it sealed them would get into the seal that now takes their number. */
async function dropUnsealed(client: ClickHouseClient, { chain, seq }: Seal['payload']): Promise<void> {
  const left = 'Chain = {chain:String} AND Seq > {seq:UInt64}';
  const [{ leaves }] = await askRows<{ leaves: number }>(
    client,
    `SELECT count() AS leaves FROM audit_seal_leaves WHERE ${left}`,
    { chain, seq }
  );
  if (leaves > 0) {
    await client.command({ query: `DELETE FROM audit_seal_leaves WHERE ${left}`, query_params: { chain, seq } });
  }
}

/** A second sealer at the same time would have made a second seal of one number. */
async function mustBeAlone(client: ClickHouseClient, seals: readonly Seal[]): Promise<void> {
  const stored = await readSeals(client);
  if (stored.length !== seals.length || stored.some(({ sealHash }, i) => sealHash !== seals[i].hash)) {
    throw new Error(
      'The chain was changed while it was sealed: does another girok seal at the same time? `girok verify` says more.'
    );
  }
}

const isWindow = (payload: Seal['payload']): payload is WindowPayload =>
  payload.kind === 'regular' || payload.kind === 'backfill';
const partitionsOf = (payload: Seal['payload']) => (isWindow(payload) ? payload.partitions : []);

/** Where the next regular window begins. */
function nextStart(seals: readonly Seal[]): number {
  const last = seals.findLast(({ payload }) => payload.kind === 'regular')?.payload as WindowPayload | undefined;
  const [{ payload: genesis }] = seals;
  return Date.parse(last?.to ?? (genesis.kind === 'genesis' ? genesis.from : ''));
}

/** Seals as many of the next windows as fit into a batch; none when none is due. */
async function sealBatch(context: Context, before: readonly Seal[]): Promise<Seal[]> {
  const { client, key, windowMs, graceMs, nowMs } = context;
  const from = nextStart(before);
  const due = Math.floor((nowMs - graceMs - from) / windowMs);
  if (due < 1) {
    return [];
  }
  const run = await fitting(client, { from, lengthMs: windowMs, count: Math.min(due, BATCH_WINDOWS) });
  const head = before[before.length - 1];
  const { chain, seq } = head.payload;
  const first = seq + 1;
  await client.command({
    query: `INSERT INTO audit_seal_leaves (Chain, Seq, Partition, Leaf, Timestamp)
      SELECT {chain:String}, {first:UInt64} + ${WINDOW}, _partition_id, ${LEAF_SQL}, Timestamp
      FROM ${SEALED_TABLE} WHERE ${IN_RUN}`,
    query_params: { chain, first, ...runParameters(run) },
  });
  const found = await digestLeaves(client, chain, { from: first, to: first + run.count - 1 });
  const seals: Seal[] = [];
  for (let i = 0; i < run.count; i++) {
    const partitions = found.get(first + i) ?? [];
    const draft: Draft = {
      kind: 'regular',
      ...said(context),
      table: SEALED_TABLE,
      from: iso(from + i * windowMs),
      to: iso(from + (i + 1) * windowMs),
      spec: LEAF_SPEC,
      partitions,
    };
    seals.push(makeSeal(chain, seals[i - 1] ?? head, draft, key));
  }
  await storeSeals(client, seals);
  return seals;
}

/** The run, shortened to what has about as many rows as fit; one window at least. */
export async function fitting(client: ClickHouseClient, run: WindowRun): Promise<WindowRun> {
  const counts = await askRows<{ window: number; rows: number }>(
    client,
    `SELECT ${WINDOW} AS window, count() AS rows FROM ${SEALED_TABLE} WHERE ${IN_RUN} GROUP BY window ORDER BY window`,
    runParameters(run)
  );
  let sum = 0;
  for (const { window, rows } of counts) {
    sum += rows;
    if (sum > BATCH_ROWS && window > 0) {
      return { ...run, count: window };
    }
  }
  return run;
}

/** Rows that came into a window after it was sealed, while that was allowed: sealed by themselves, for all to see. */
async function backfill(context: Context, before: readonly Seal[]): Promise<Seal[]> {
  const { client, key, lateMs, nowMs } = context;
  const windows = new Map<string, WindowPayload[]>();
  for (const { payload } of before) {
    if (isWindow(payload) && Date.parse(payload.to) > nowMs - lateMs) {
      windows.set(payload.from, [...(windows.get(payload.from) ?? []), payload]);
    }
  }
  const seals: Seal[] = [];
  for (const [from, sealed] of windows) {
    const run = { from: Date.parse(from), lengthMs: Date.parse(sealed[0].to) - Date.parse(from), count: 1 };
    const known = sealed.flatMap(partitionsOf).reduce((sum, { rows }) => sum + rows, 0);
    const [{ rows }] = await askRows<{ rows: number }>(
      client,
      `SELECT uniqExact(Timestamp, RecordHash) AS rows FROM ${SEALED_TABLE} WHERE ${IN_RUN}`,
      runParameters(run)
    );
    if (rows === known) {
      continue;
    }
    const head = seals.at(-1) ?? before[before.length - 1];
    const { chain, seq } = head.payload;
    await client.command({
      query: `INSERT INTO audit_seal_leaves (Chain, Seq, Partition, Leaf, Timestamp)
        SELECT {chain:String}, {seq:UInt64}, Partition, Leaf, Timestamp
        FROM (SELECT _partition_id AS Partition, ${LEAF_SQL} AS Leaf, Timestamp FROM ${SEALED_TABLE} WHERE ${IN_RUN})
        WHERE Leaf NOT IN (SELECT Leaf FROM audit_seal_leaves WHERE Chain = {chain:String} AND Seq IN {seqs:Array(UInt64)})`,
      query_params: { chain, seq: seq + 1, seqs: sealed.map((one) => one.seq), ...runParameters(run) },
    });
    const partitions = (await digestLeaves(client, chain, { from: seq + 1, to: seq + 1 })).get(seq + 1) ?? [];
    if (partitions.length > 0) {
      const draft: Draft = {
        kind: 'backfill',
        ...said(context),
        table: SEALED_TABLE,
        from: iso(run.from),
        to: iso(endOf(run)),
        spec: LEAF_SPEC,
        partitions,
      };
      const seal = makeSeal(chain, head, draft, key);
      await storeSeals(client, [seal]);
      seals.push(seal);
    }
  }
  return seals;
}
