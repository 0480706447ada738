import { type Size } from './tables';
import { table } from '../markdownTable';
import { type Answer } from '../queries/ask';
import { count, emphasized, megabytes, milliseconds, ratio, rows } from '../queries/report';

/** What `npm run bench:services` keeps in `bench/results/`. */
export interface ServiceResults {
  command: string;
  date: string;
  machine: string;
  clickhouse: string;
  rounds: number;
  spans: Record<'girok' | 'exporter', Size>;
  points: Record<'girok' | 'exporter', Size>;
  /** Of the totals of hours. */
  totals: Size;
  questions: Array<{ title: string; answers: Record<'girok' | 'exporter', Answer> & { totals?: Answer } }>;
  /** Asked for the sake of the totals, beside the ten. */
  longQuestions: ServiceResults['questions'];
}

/** Geometric mean, over all questions, of how many times as long the exporter's tables take. */
export const timesAsLong = (questions: ServiceResults['questions']): number =>
  Math.exp(
    questions.reduce((sum, { answers }) => sum + Math.log(answers.exporter.ms / answers.girok.ms), 0) / questions.length
  );

/** Everything as Markdown, as docs/benchmarks.md has it. */
export function servicesReport(results: ServiceResults): string {
  const { machine, clickhouse, date, command, rounds, questions, longQuestions, spans, points, totals } = results;
  const times = questions.map(({ title, answers: { girok, exporter } }) => [
    title,
    emphasized(milliseconds(girok.ms), girok.ms <= exporter.ms),
    emphasized(milliseconds(exporter.ms), exporter.ms < girok.ms),
    ratio(exporter.ms / girok.ms),
    `${rows(girok.rows)} / ${megabytes(girok.bytes)}`,
    `${rows(exporter.rows)} / ${megabytes(exporter.bytes)}`,
  ]);
  const mean = ['**geometric mean**', '', '', ratio(timesAsLong(questions)), '', ''];
  const head = ['', 'Girok, ms', 'Exporter, ms', 'times as long', 'Girok, rows / MB read', 'Exporter, rows / MB read'];
  const size = (title: string, { girok, exporter }: ServiceResults['spans']) => [
    title,
    girok.bytesPerRow.toFixed(1),
    exporter.bytesPerRow.toFixed(1),
    count(girok.parts),
    count(exporter.parts),
  ];
  const sizes = table(
    ['', 'Girok, bytes a row', 'Exporter, bytes a row', 'Girok, parts', 'Exporter, parts'],
    [size('spans', spans), size('points', points)]
  );
  const long = [...questions, ...longQuestions].flatMap(({ title, answers: { girok, exporter, totals: answer } }) =>
    answer
      ? [
          [
            title,
            milliseconds(answer.ms),
            milliseconds(girok.ms),
            milliseconds(exporter.ms),
            ratio(girok.ms / answer.ms),
            `${rows(answer.rows)} / ${megabytes(answer.bytes)}`,
          ],
        ]
      : []
  );
  const perRow = Math.round(spans.girok.rows / totals.rows);
  return [
    `Measured on ${machine}, ClickHouse ${clickhouse}, ${date.slice(0, 10)}, ${count(spans.girok.rows)} spans and ${count(points.girok.rows)} points, medians of ${rounds} rounds: \`${command}\`.`,
    table(head, [...times, mean]).trimEnd(),
    sizes.trimEnd(),
    `Long ranges, from totals of hours: ${count(totals.rows)} rows of ${totals.bytesPerRow.toFixed(0)} bytes, one for ${perRow} spans.`,
    table(
      [
        '',
        'Girok, totals, ms',
        'Girok, spans, ms',
        'Exporter, ms',
        'spans take times as long',
        'totals, rows / MB read',
      ],
      long
    ),
  ].join('\n\n');
}
