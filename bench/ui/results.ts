import { type Scrolled } from './scroll';
import { table } from '../markdownTable';

/** What `npm run bench:ui` keeps in `bench/results/`. */
export interface UiResults {
  command: string;
  date: string;
  machine: string;
  browser: string;
  scrolled: Record<string, Scrolled>;
  /** Page to the number of queries until nothing is asked any more. */
  queriesAtFirstPaint: Record<string, number>;
}

/** As Markdown, for docs/benchmarks.md. */
export function uiReport({ command, date, machine, browser, scrolled, queriesAtFirstPaint }: UiResults): string {
  const ms = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  return [
    `Measured on ${machine}, ${browser}, ${date.slice(0, 10)}: \`${command}\`.\n`,
    table(
      ['', 'rows', 'frame, median ms', '95 %', 'longest', 'tasks > 50 ms', 'longest'],
      Object.entries(scrolled).map(([what, one]) => [
        what,
        one.rows.toLocaleString('en-US'),
        ms(one.frameMedian),
        ms(one.frame95),
        ms(one.frameLongest),
        String(one.longTasks),
        ms(one.longTaskLongest),
      ])
    ),
    table(
      ['Page', 'queries at first paint'],
      Object.entries(queriesAtFirstPaint).map(([page, queries]) => [page, String(queries)])
    ),
  ].join('\n');
}
