import { type Results, type SignalResults, timesAsLong } from './results';
import { table } from '../markdownTable';

/** Everything as Markdown, as docs/benchmarks.md has it: times, what was read, what is stored; for spans, then for audit events. */
export function report(results: Results): string {
  return [
    `${provenance(results)}\n`,
    `### Spans: ${count(results.spans.rows)} rows\n\n${ofSignal(results.layouts, results.spans)}`,
    `### Audit events: ${count(results.events.rows)} rows\n\n${ofSignal(results.layouts, results.events)}`,
  ].join('\n');
}

/** Of many layouts: one row each, with means in place of the questions. */
export function reportOfVariants(results: Results): string {
  const layouts = Object.keys(results.layouts);
  const [first] = layouts;
  const body = layouts.map((layout) => [
    results.layouts[layout],
    ...[results.spans, results.events].flatMap((signal) => [
      ratio(timesAsLong(signal, first, layout)),
      signal.stored[layout].bytesPerRow.toFixed(1),
      count(Number(signal.stored[layout].rowsPerCpuSecond.toPrecision(3))),
    ]),
  ]);
  const columns = ['times as long', 'bytes a row', 'rows inserted per CPU-second'];
  const head = ['', ...['Spans', 'Audit events'].flatMap((signal) => columns.map((column) => `${signal}: ${column}`))];
  return `${provenance(results)}\n\n${table(head, body)}`;
}

/** Where and how the figures came to be. */
const provenance = ({ machine, clickhouse, date, command, rounds }: Results) =>
  `Measured on ${machine}, ClickHouse ${clickhouse}, ${date.slice(0, 10)}, medians of ${rounds} rounds: \`${command}\`.`;

function ofSignal(titles: Record<string, string>, signal: SignalResults): string {
  const layouts = Object.keys(titles).filter((layout) => layout in signal.stored);
  const [first] = layouts;
  const head = ['', ...layouts.map((layout) => titles[layout])];
  const questions = Object.values(signal.questions);
  const times = questions.map(({ title, answers }) => {
    const least = Math.min(...layouts.map((layout) => answers[layout].ms));
    return [
      title,
      ...layouts.map((layout) => emphasized(milliseconds(answers[layout].ms), answers[layout].ms === least)),
    ];
  });
  const means = [
    '**times as long, geometric mean**',
    ...layouts.map((layout) => ratio(timesAsLong(signal, first, layout))),
  ];
  const read = questions.map(({ title, answers }) => [
    title,
    ...layouts.map((layout) => `${rows(answers[layout].rows)} / ${megabytes(answers[layout].bytes)}`),
  ]);
  const stored = (title: string, of: (layout: string) => number) => [
    title,
    ...layouts.map((layout) => count(of(layout))),
  ];
  return [
    `Milliseconds; the least is bold.\n\n${table(head, [...times, means])}`,
    `Rows / MB read.\n\n${table(head, read)}`,
    table(head, [
      ['bytes a row', ...layouts.map((layout) => signal.stored[layout].bytesPerRow.toFixed(1))],
      ['of these, indexes', ...layouts.map((layout) => signal.stored[layout].indexBytesPerRow.toFixed(1))],
      stored('rows inserted per CPU-second', (layout) => Number(signal.stored[layout].rowsPerCpuSecond.toPrecision(3))),
      stored('parts', (layout) => signal.stored[layout].parts),
    ]),
  ].join('\n');
}

export const emphasized = (text: string, is: boolean) => (is ? `**${text}**` : text);
export const milliseconds = (ms: number) => (ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
export const ratio = (value: number) => value.toFixed(2);
export const count = (value: number) => Math.round(value).toLocaleString('en-US');
export const rows = (value: number) => (value < 1e6 ? `${Math.round(value / 1e3)}k` : `${(value / 1e6).toFixed(1)}M`);
export const megabytes = (bytes: number) => (bytes < 1e7 ? (bytes / 1e6).toFixed(1) : (bytes / 1e6).toFixed(0));
