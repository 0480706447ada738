import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type SealResults, sealReport, type Step } from './results';
import { startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { connect } from '../../sidecar/clickhouse';
import { loadCatalogue } from '../../sidecar/compliance/catalogue/loadCatalogue';
import { readConfig } from '../../sidecar/config';
import { migrateUp } from '../../sidecar/migrate/migrateUp';
import { versionOf } from '../../sidecar/seal/rotateKey';
import { check, fill, HOUR, manyRows, seal, SEALED_FROM, testKey, trusting } from '../../sidecar/seal/sealedForTest';
import { askRows } from '../../sidecar/seal/sealStore';
import { costOf } from '../ingest/processCost';

// `npm run bench:seal [-- --rows 1000000 --hours 24]`: how fast rows are sealed and verified. Results into
// bench/results/seal.json; docs/benchmarks.md shows them.
const OPTIONS = { rows: { type: 'string', default: '1000000' }, hours: { type: 'string', default: '24' } } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const [rows, hours] = [Number(values.rows), Number(values.hours)];
  const load = os.loadavg()[0];
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const clickhouse = await startEmbeddedClickHouse({ dataDir, port: 0 });
  const client = connect({ url: clickhouse.url, database: 'otel' }, 3_600_000);
  try {
    await migrateUp(readConfig({}, { queues: 'null', database: 'otel', clickhouseUrl: clickhouse.url }));
    await client.command({ query: 'ALTER TABLE otel_audit_logs REMOVE TTL' });
    await fill(client, manyRows(rows, Math.ceil(rows / hours)));
    const key = testKey();
    const catalogue = loadCatalogue();
    const step = async (name: string, work: () => Promise<unknown>): Promise<Step> => {
      const cost = await costOf([clickhouse.pid, process.pid], work);
      return { name, rows, seconds: cost.seconds, cpuSeconds: cost.cpu };
    };
    const steps = [
      await step('Seal', () => seal(client, key, SEALED_FROM + hours * HOUR)),
      await step('Verify', async () => {
        const { verdict, windows } = await check(client, catalogue, { trusted: trusting(key) });
        const sealed = windows.reduce((sum, { sealedRows }) => sum + sealedRows, 0);
        if (verdict !== 'OK' || sealed !== rows) {
          throw new Error(`Verification said ${verdict} of ${sealed} rows.`);
        }
      }),
    ];
    const [{ bytes }] = await askRows<{ bytes: number }>(
      client,
      "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE database = 'otel' AND table = 'audit_seal_leaves' AND active"
    );
    const results: SealResults = {
      command: `npm run bench:seal -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, ''),
      date: new Date().toISOString(),
      machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`,
      clickhouse: await versionOf(client),
      load,
      leafBytesPerRow: bytes / rows,
      steps,
    };
    await writeFile(path.join(__dirname, '../results/seal.json'), JSON.stringify(results, null, 2) + '\n');
    process.stdout.write(sealReport(results));
  } finally {
    await client.close();
    await clickhouse.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

void main();
