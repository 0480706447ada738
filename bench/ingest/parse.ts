import { Session } from 'chdb';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { chainedExtract } from './chainedExtract';
import { type Cost, leastCost } from './processCost';

export interface ParseResult {
  way: string;
  cost: Cost;
  megabytesPerCpuSecond: number;
  rowsPerCpuSecond: number;
}

export interface ParseResults {
  messages: number;
  megabytes: number;
  spans: number;
  results: ParseResult[];
  ratios: Record<string, number>;
}

/** The query of a view of `girok migrate`, over another source than its queue. */
export type ViewOver = (view: string, source: string) => string;

/**
 * The same spans through each way of parsing, in one run and in this process: nothing but the engine's own work is
 * measured. Nothing is stored.
 * @param dataDir an empty directory
 */
export async function benchParse(
  lines: string[],
  spans: number,
  viewOver: ViewOver,
  dataDir: string
): Promise<ParseResults> {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  const file = path.join(dataDir, 'messages.jsonl');
  await writeFile(file, lines.join('\n'));
  const engine = new Session(path.join(dataDir, 'parse'));
  try {
    engine.query(`CREATE DATABASE bench`);
    engine.query(`CREATE TABLE bench.messages ENGINE = Memory AS SELECT * FROM ${raw(file)}`);
    const queries = {
      isValidJSON: 'SELECT countIf(isValidJSON(message)) FROM bench.messages',
      view: viewOver('otel_audit_traces_mv', 'bench.messages'),
      'dead-letter view': viewOver('audit_traces_dead_letters_mv', 'bench.messages'),
      chain: chainedExtract('bench.messages'),
      'file, view': viewOver('otel_audit_traces_mv', raw(file)),
      'file, typed columns': overTypedColumns(viewOver('otel_audit_traces_mv', 'typed'), file),
    };
    const costs = new Map<string, Cost>();
    for (const [way, query] of Object.entries(queries)) {
      // one thread, so that CPU time is the work and not its coordination
      const work = () =>
        void engine.query(`${query} SETTINGS max_threads = 1, input_format_parallel_parsing = 0`, 'Null');
      costs.set(way, await leastCost([process.pid], work));
    }
    const cpu = (way: keyof typeof queries) => costs.get(way)!.cpu;
    return {
      messages: lines.length,
      megabytes: bytes / 1e6,
      spans,
      results: [...costs].map(([way, cost]) => ({
        way,
        cost,
        megabytesPerCpuSecond: bytes / 1e6 / cost.cpu,
        rowsPerCpuSecond: spans / cost.cpu,
      })),
      ratios: {
        'view against the JSONExtractArrayRaw chain': cpu('chain') / cpu('view'),
        'view with its dead-letter view against the chain': cpu('chain') / (cpu('view') + cpu('dead-letter view')),
        'view against typed JSONEachRow columns, both from a file': cpu('file, typed columns') / cpu('file, view'),
        'share of the bound: isValidJSON over the same bytes': cpu('isValidJSON') / cpu('view'),
      },
    };
  } finally {
    engine.close();
  }
}

/** The messages as the Kafka engine hands them out in `RawBLOB`. */
const raw = (file: string) => fileOf(file, 'LineAsString', 'message String');

const fileOf = (file: string, format: string, column: string) =>
  `(SELECT *, '' AS _topic, 0::UInt64 AS _partition, 0::UInt64 AS _offset, now64(3, 'UTC')::Nullable(DateTime64(3, 'UTC')) AS _timestamp_ms
    FROM file('${file}', ${format}, '${column}'))`;

/** The view when the input format parses columns of the same types, so that it only flattens them. */
function overTypedColumns(view: string, file: string): string {
  const extract = /JSONExtract\(message, 'resourceSpans', '((?:[^'\\]|\\.)*)'\)/.exec(view);
  if (!extract) {
    throw new Error('The storing view has no JSONExtract of resourceSpans any more: mend bench/ingest/parse.ts.');
  }
  return view
    .replace(extract[0], 'resourceSpans')
    .replace(/WHERE position\(message, [^)]*\) > 0/, '')
    .replace('FROM typed', `FROM ${fileOf(file, 'JSONEachRow', `resourceSpans ${extract[1]}`)}`);
}
