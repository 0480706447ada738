import { table } from '../markdownTable';

export interface Step {
  name: string;
  rows: number;
  seconds: number;
  /** CPU time of ClickHouse and of girok. */
  cpuSeconds: number;
}

/** bench/results/seal.json. */
export interface SealResults {
  command: string;
  date: string;
  machine: string;
  clickhouse: string;
  /** Load of the machine by others before the run, as the average of a minute. */
  load: number;
  leafBytesPerRow: number;
  steps: Step[];
}

const millions = (n: number) => (n / 1e6).toFixed(2);

/** The table of docs/benchmarks.md. */
export function sealReport({ command, date, machine, clickhouse, load, leafBytesPerRow, steps }: SealResults): string {
  return (
    `Measured on ${machine}, ClickHouse ${clickhouse}, ${date.slice(0, 10)}, load of others ${load.toFixed(1)}: \`${command}\`. ` +
    `Leaves take ${leafBytesPerRow.toFixed(1)} bytes a row.\n\n` +
    table(
      ['', 'Million rows', 'Seconds', 'Million rows/s', 'CPU seconds', 'Million rows per CPU-second'],
      steps.map(({ name, rows, seconds, cpuSeconds }) => [
        name,
        millions(rows),
        seconds.toFixed(1),
        millions(rows / seconds),
        cpuSeconds.toFixed(1),
        millions(rows / cpuSeconds),
      ])
    )
  );
}
