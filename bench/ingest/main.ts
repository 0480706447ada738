import { type ClickHouseClient } from '@clickhouse/client';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';

import { benchInsert } from './insert';
import { benchBacklog, benchKafka } from './kafka';
import { Messages } from './messages';
import { benchParse } from './parse';
import { report } from './report';
import { startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { whyNoKafka } from '../../embedded/kafka/requirements';
import { connect } from '../../sidecar/clickhouse';
import { readConfig } from '../../sidecar/config';
import { readFrom } from '../../sidecar/deadLetters/replay';
import { migrateUp } from '../../sidecar/migrate/migrateUp';

// `npm run bench:ingest [-- parse|kafka|backlog]`: every figure of docs/ingestion.md and docs/scaling.md, into bench/results/.
const RESULTS = path.join(__dirname, '../results');
const DATABASE = 'bench';
const MESSAGES = 400;
const SPANS_OF_A_MESSAGE = 250;

async function main(): Promise<void> {
  const only = process.argv[2];
  const machine = `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`;
  const results: Record<string, unknown> = { command: 'npm run bench:ingest', date: new Date().toISOString(), machine };
  if (only === undefined || only === 'parse') {
    Object.assign(results, await parse());
  }
  if (only === undefined || only === 'kafka') {
    results.kafka = whyNoKafka() ?? (await benchKafka());
  }
  if (only === undefined || only === 'backlog') {
    results.backlog = whyNoKafka() ?? (await benchBacklog());
  }
  const name = only === undefined ? 'ingest' : `ingest-${only}`;
  await writeFile(path.join(RESULTS, `${name}.json`), JSON.stringify(results, null, 2) + '\n');
  process.stdout.write(report(results));
}

/** Ways to parse inside the engine, then ways to hand spans to it. */
async function parse(): Promise<Record<string, unknown>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const engine = await startEmbeddedClickHouse({ dataDir: path.join(dataDir, 'engine'), port: 0 });
  const client = connect({ url: engine.url }, 600_000);
  try {
    await migrateUp(readConfig({}, { clickhouseUrl: engine.url, database: DATABASE, queues: 'null' }));
    const [{ clickhouse }] = await rowsOf<{ clickhouse: string }>(client, 'SELECT version() AS clickhouse');
    const views = await rowsOf<{ name: string; query: string }>(
      client,
      `SELECT name, as_select AS query FROM system.tables WHERE database = '${DATABASE}' AND engine = 'MaterializedView'`
    );
    const viewOver = (view: string, source: string) =>
      readFrom(views.find(({ name }) => name === view)!.query, `${DATABASE}.audit_traces_queue`, source);
    const messages = new Messages(1, Date.now() - 3_600_000);
    const lines = Array.from({ length: MESSAGES }, () => messages.spans(SPANS_OF_A_MESSAGE));
    const insert = await benchInsert(client, engine.pid, lines, viewOver);
    await engine.stop();
    return { clickhouse, parse: await benchParse(lines, MESSAGES * SPANS_OF_A_MESSAGE, viewOver, dataDir), insert };
  } finally {
    await client.close();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function rowsOf<T>(client: ClickHouseClient, query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<T>();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
