import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';

import { benchBacklog, benchKafka } from './kafka';
import { benchParse } from './parse';
import { report } from './report';
import { startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { whyNoKafka } from '../../embedded/kafka/requirements';
import { connect } from '../../sidecar/clickhouse';
import { readConfig } from '../../sidecar/config';
import { migrateUp } from '../../sidecar/migrate/migrateUp';

// `npm run bench:ingest [-- parse|kafka|backlog]`: every figure of docs/ingestion.md and docs/scaling.md, into bench/results/.
const RESULTS = path.join(__dirname, '../results');
const DATABASE = 'bench';

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

async function parse(): Promise<Record<string, unknown>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const engine = await startEmbeddedClickHouse({ dataDir, port: 0 });
  const client = connect({ url: engine.url }, 600_000);
  try {
    await migrateUp(readConfig({}, { clickhouseUrl: engine.url, database: DATABASE, queues: 'null' }));
    const version = await client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' });
    const [{ version: clickhouse }] = await version.json<{ version: string }>();
    return { clickhouse, parse: await benchParse(client, engine.pid, DATABASE) };
  } finally {
    await client.close();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
