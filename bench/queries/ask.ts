import { type Engine, type Read } from './engine';
import { type Sql, sql } from '../../queries/sql';

/** One question as one layout is asked it. */
export interface Asked {
  layout: string;
  query: Sql;
  /** Columns that are compared: those of the first layout, or the first of them. */
  same: readonly string[];
}

export interface Answer extends Read {
  /** Elapsed, median of the rounds, at the client. */
  ms: number;
}

/** No answer from memory of an earlier one: what is measured is reading. */
const NO_MEMORY = { use_query_condition_cache: 0, output_format_json_quote_64bit_integers: 0 } as const;

const CACHES = [
  sql`SYSTEM DROP MARK CACHE`,
  sql`SYSTEM DROP PRIMARY INDEX CACHE`,
  sql`SYSTEM DROP INDEX MARK CACHE`,
  sql`SYSTEM DROP INDEX UNCOMPRESSED CACHE`,
  sql`SYSTEM DROP UNCOMPRESSED CACHE`,
  sql`SYSTEM DROP QUERY CONDITION CACHE`,
];

/**
 * Asks every layout in turn, round after round, so that whatever else the machine does falls on all of them. Before the
 * first round all caches are emptied; that round warms them and is not counted.
 * @throws Error when two layouts answer differently: then one of the queries is wrong
 */
export async function ask(engine: Engine, asked: readonly Asked[], rounds: number): Promise<Record<string, Answer>> {
  for (const cache of CACHES) {
    await engine.run(cache);
  }
  const reads = new Map<string, Read>();
  const answers = new Map<string, Cell[][]>();
  for (const { layout, query, same } of asked) {
    let rows: Array<Record<string, unknown>> = [];
    const read = await engine.read(async () => {
      rows = await engine.rows(query, NO_MEMORY);
    });
    reads.set(layout, read);
    answers.set(
      layout,
      rows.map((row) => same.map((column) => comparable(row[column])))
    );
  }
  requireSame(answers);
  const times = new Map<string, number[]>(asked.map(({ layout }) => [layout, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { layout, query } of asked) {
      const begun = performance.now();
      await engine.rows(query, NO_MEMORY);
      times.get(layout)!.push(performance.now() - begun);
    }
  }
  return Object.fromEntries(
    asked.map(({ layout }) => [layout, { ms: median(times.get(layout)!), ...reads.get(layout)! }])
  );
}

/** Truths and texts that mean the same: layouts store some of them in other types. */
const comparable = (value: unknown) =>
  typeof value === 'boolean' ? String(Number(value)) : typeof value === 'number' ? value : String(value);

type Cell = ReturnType<typeof comparable>;

/** Sums of the same numbers in another order differ in their last digits. */
const isSame = (a: Cell, b: Cell) =>
  typeof a === 'number' && typeof b === 'number'
    ? Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
    : String(a) === String(b);

function requireSame(answers: ReadonlyMap<string, Cell[][]>): void {
  const [[first, expected], ...others] = [...answers];
  if (expected.length === 0) {
    throw new Error(`${first} answers nothing: a question that finds no row measures nothing`);
  }
  for (const [layout, answer] of others) {
    const at = expected.findIndex((row, i) => !answer[i]?.every((cell, k) => isSame(cell, row[k])));
    if (at >= 0 || answer.length !== expected.length) {
      throw new Error(
        `${layout} and ${first} answer differently: ${answer.length} and ${expected.length} rows, the first that differs:\n  ${JSON.stringify(answer[at])}\n  ${JSON.stringify(expected[at])}`
      );
    }
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
