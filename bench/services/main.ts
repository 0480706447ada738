import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { LONG_QUESTIONS, QUESTIONS, type ServiceQuestion } from './questions';
import { type ServiceResults, servicesReport } from './results';
import { areThere, countedTotals, createTables, fill, sizes, upgradeTables } from './tables';
import { startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { sql } from '../../queries/sql';
import { connect } from '../../sidecar/clickhouse';
import { ask } from '../queries/ask';
import { Engine } from '../queries/engine';

// `npm run bench:services [-- --spans 50000000 --points 50000000 --rounds 5]`: the heaviest ten questions of the pages of
// services and metrics, asked of Girok's tables and of those of the Collector's exporter. Results into
// bench/results/services.json; docs/benchmarks.md shows them. 50 million of each need 25 GB of disk for a while.
const OPTIONS = {
  spans: { type: 'string', default: '50000000' },
  points: { type: 'string', default: '50000000' },
  rounds: { type: 'string', default: '5' },
  results: { type: 'string', default: 'services' },
  // a directory that is kept: rows that it has from a run before are not made again
  data: { type: 'string' },
} as const;

const RESULTS = path.join(__dirname, '../results');
const MEMORY_BYTES = 10 * 1024 ** 3;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const dataDir = values.data ?? (await mkdtemp(path.join(tmpdir(), 'girok-bench-')));
  const clickhouse = await startEmbeddedClickHouse({ dataDir, port: 0, maxMemoryBytes: MEMORY_BYTES });
  const client = connect({ url: clickhouse.url }, 3 * 3_600_000);
  try {
    const engine = new Engine(client, clickhouse.pid);
    if (await areThere(engine)) {
      await upgradeTables(clickhouse.url);
    } else {
      await createTables(engine, client, clickhouse.url);
      const filled = async (signal: 'spans' | 'points') => {
        await fill(engine, signal, +values[signal]);
        say(`${values[signal]} ${signal} are in both layouts`);
      };
      // each has one thread
      await Promise.all([filled('spans'), filled('points')]);
    }
    const [spans, points] = await Promise.all([sizes(engine, 'spans'), sizes(engine, 'points')]);
    const [{ version }] = await engine.rows<{ version: string }>(sql`SELECT version() AS version`);
    const results: ServiceResults = {
      command: `npm run bench:services -- ${process.argv
        .slice(2)
        .join(' ')
        .replace(/ ?--data \S+/, '')}`.replace(/ -- $/, ''),
      date: new Date().toISOString(),
      machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`,
      clickhouse: version,
      rounds: +values.rounds,
      spans,
      points,
      totals: await countedTotals(engine),
      questions: await askAll(engine, QUESTIONS, +values.rounds),
      longQuestions: await askAll(engine, LONG_QUESTIONS, +values.rounds),
    };
    await writeFile(path.join(RESULTS, `${values.results}.json`), JSON.stringify(results, null, 2) + '\n');
    process.stdout.write(servicesReport(results));
  } finally {
    await client.close();
    await clickhouse.stop();
    if (values.data === undefined) {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
}

async function askAll(engine: Engine, questions: ServiceQuestion[], rounds: number) {
  const results: ServiceResults['questions'] = [];
  for (const { name, title, same, girok, exporter, totals } of questions) {
    const asked = [
      { layout: 'girok', query: girok, same },
      { layout: 'exporter', query: exporter, same },
      // of a trend, an hour counts where it begins
      ...(totals ? [{ layout: 'totals', query: totals, same: same.filter((column) => column !== 'trend') }] : []),
    ];
    try {
      const answers = await ask(engine, asked, rounds);
      results.push({ title, answers: { girok: answers.girok, exporter: answers.exporter, totals: answers.totals } });
      say(
        `${title}: ${Object.values(answers)
          .map(({ ms }) => `${ms.toFixed(0)} ms`)
          .join(', ')}`
      );
    } catch (error) {
      throw new Error(name, { cause: error });
    }
  }
  return results;
}

const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n${error instanceof Error && error.cause instanceof Error ? error.cause.stack : ''}\n`
  );
  process.exitCode = 1;
});
