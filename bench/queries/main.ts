import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ask } from './ask';
import { Engine } from './engine';
import { eventQuestions, type KnownEvent } from './eventQuestions';
import { fill, type Stored } from './fill';
import { exporterDaily, exporterMonthly, exporterNewer } from './layouts/exporter';
import { girok } from './layouts/girok';
import { hyperdx } from './layouts/hyperdx';
import { type Layout } from './layouts/layout';
import { signoz } from './layouts/signoz';
import { type Question } from './question';
import { report, reportOfVariants } from './report';
import { type Results, type SignalResults } from './results';
import { EVENTS, generate, SPANS } from './rows';
import { type KnownTrace, spanQuestions } from './spanQuestions';
import { VARIANTS } from './variants';
import { startEmbeddedClickHouse } from '../../embedded/clickhouse/process';
import { sql } from '../../queries/sql';
import { connect } from '../../sidecar/clickhouse';

// `npm run bench:queries [-- --spans 1000000 --audit 750000 --rounds 7 --fresh 8]`: the same rows in Girok's tables and in
// those of others, the same questions to each. Results into bench/results/queries.json; docs/benchmarks.md shows them.
const OPTIONS = {
  spans: { type: 'string', default: '8000000' },
  audit: { type: 'string', default: '6000000' },
  rounds: { type: 'string', default: '7' },
  // inserts in which the last day comes after everything else was merged
  fresh: { type: 'string', default: '0' },
  // Girok's tables as they are and in these ways, instead of those of others; `all` for every one
  variants: { type: 'string' },
  results: { type: 'string', default: 'queries' },
} as const;

const RESULTS = path.join(__dirname, '../results');
const MEMORY_BYTES = 8 * 1024 ** 3;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const numbers = { spans: +values.spans, audit: +values.audit, rounds: +values.rounds, fresh: +values.fresh };
  const dataDir = await mkdtemp(path.join(tmpdir(), 'girok-bench-'));
  const clickhouse = await startEmbeddedClickHouse({ dataDir, port: 0, maxMemoryBytes: MEMORY_BYTES });
  const client = connect({ url: clickhouse.url }, 3_600_000);
  try {
    const engine = new Engine(client, clickhouse.pid);
    const layouts = layoutsOf(clickhouse.url, values.variants);
    say(`${numbers.spans} spans and ${numbers.audit} audit events are generated`);
    await generate(engine, numbers.spans, numbers.audit);
    const stored = await fillAll(engine, layouts, numbers.fresh);
    const [{ version }] = await engine.rows<{ version: string }>(sql`SELECT version() AS version`);
    const signal = async <Table>(rows: number, which: 'spans' | 'events', questions: Array<Question<Table>>) => ({
      rows,
      stored: stored[which],
      questions: await askAll(engine, layouts, which, questions, numbers.rounds),
    });
    const results: Results = {
      command: `npm run bench:queries -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, ''),
      date: new Date().toISOString(),
      machine: `${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.versions.node}`,
      clickhouse: version,
      rounds: numbers.rounds,
      freshInserts: numbers.fresh,
      layouts: Object.fromEntries(layouts.map(({ name, title }) => [name, title])),
      spans: await signal(numbers.spans, 'spans', spanQuestions(await knownTrace(engine))),
      events: await signal(numbers.audit, 'events', eventQuestions(await knownEvent(engine))),
    };
    await writeFile(path.join(RESULTS, `${values.results}.json`), JSON.stringify(results, null, 2) + '\n');
    process.stdout.write(values.variants === undefined ? report(results) : reportOfVariants(results));
  } finally {
    await client.close();
    await clickhouse.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function layoutsOf(url: string, variants: string | undefined): Layout[] {
  if (variants === undefined) {
    return [girok({ url }), exporterDaily, exporterMonthly, exporterNewer, hyperdx, signoz];
  }
  const names = variants === 'all' ? Object.keys(VARIANTS) : variants.split(',');
  return [
    girok({ url }),
    ...names.map((name) => {
      if (!Object.hasOwn(VARIANTS, name)) {
        throw new Error(`There is no variant "${name}": choose from ${Object.keys(VARIANTS).join(', ')}`);
      }
      return girok({ url }, { name: `girok_${name}`, ...VARIANTS[name] });
    }),
  ];
}

async function fillAll(engine: Engine, layouts: Layout[], fresh: number) {
  const stored: Record<'spans' | 'events', Record<string, Stored>> = { spans: {}, events: {} };
  for (const layout of layouts) {
    await layout.create(engine);
    stored.spans[layout.name] = await fill(engine, layout.spans, SPANS, fresh);
    if (layout.events) {
      stored.events[layout.name] = await fill(engine, layout.events, EVENTS, fresh);
    }
    await layout.afterFilling?.(engine);
    say(`${layout.title}: ${layout.name} is filled`);
  }
  return stored;
}

async function askAll<Table>(
  engine: Engine,
  layouts: Layout[],
  which: 'spans' | 'events',
  questions: Array<Question<Table>>,
  rounds: number
): Promise<SignalResults['questions']> {
  const results: SignalResults['questions'] = {};
  for (const question of questions) {
    const asked = layouts
      .filter((layout) => layout[which] !== undefined)
      .map((layout) => ({
        layout: layout.name,
        same: question.same,
        query: question.page && layout.tables ? question.page(layout.tables) : question.ask(layout[which] as Table),
      }));
    try {
      results[question.name] = { title: question.title, answers: await ask(engine, asked, rounds) };
    } catch (error) {
      throw new Error(`${which}, ${question.name}`, { cause: error });
    }
    say(question.title);
  }
  return results;
}

/** Of the last day: its user has spans in every range that is asked for. */
async function knownTrace(engine: Engine): Promise<KnownTrace> {
  const [known] = await engine.rows<KnownTrace>(
    sql`SELECT TraceId AS id, SpanAttributes['user.id'] AS user FROM ${SPANS} WHERE n = (SELECT intDiv(max(n) * 99, 100) FROM ${SPANS})`
  );
  return known;
}

async function knownEvent(engine: Engine): Promise<KnownEvent> {
  const [known] = await engine.rows<KnownEvent>(
    sql`SELECT LogAttributes['audit.actor.id'] AS actor, LogAttributes['audit.target.id'] AS target, TraceId AS trace
    FROM ${EVENTS} WHERE n = (SELECT intDiv(max(n) * 9, 10) FROM ${EVENTS})`
  );
  return known;
}

const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n${error instanceof Error && error.cause instanceof Error ? error.cause.stack : ''}\n`
  );
  process.exitCode = 1;
});
