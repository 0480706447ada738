import { table } from '../markdownTable';

/** One `girok serve` for some minutes. */
export interface LagRun {
  /** Seconds between two samples; 0: it takes none. */
  everyS: number;
  /** Of Node. */
  flags: string[];
  /** Partitions of all topics together, and lines of one sample of the broker: groups times their partitions. */
  partitions: number;
  lines: number;
  samples: number;
  seconds: number;
  /** CPU of girok, and of ClickHouse, which reads the queues beside. Seconds. */
  girokCpu: number;
  clickhouseCpu: number;
  /** Most memory that girok had at one time of the run. Bytes. */
  girokMemory: number;
}

/** bench/results/lag.json. */
export interface LagResults {
  command: string;
  date: string;
  machine: string;
  clickhouse: string;
  /** Load of the machine by others before the run, as the average of a minute. */
  load: number;
  /** With each set of flags first one that takes no samples: what is more with the next is theirs. */
  runs: LagRun[];
}

const percent = (cpu: number, seconds: number) => ((100 * cpu) / seconds).toFixed(2);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** The table of docs/benchmarks.md. */
export function lagReport({ command, date, machine, clickhouse, load, runs }: LagResults): string {
  return (
    `Measured on ${machine}, ClickHouse ${clickhouse}, ${date.slice(0, 10)}, load of others ${load.toFixed(1)}: \`${command}\`.\n\n` +
    table(
      [
        'A sample every',
        'Started with',
        'Partitions',
        'Lines of a sample',
        'Samples',
        'Seconds',
        'girok, % of a core',
        'girok, MB',
        'ClickHouse, % of a core',
      ],
      runs.map((run) => [
        run.everyS === 0 ? 'none' : `${run.everyS} s`,
        run.flags.length === 0 ? 'nothing' : run.flags.map((flag) => `\`${flag}\``).join(' '),
        String(run.partitions),
        String(run.lines),
        String(run.samples),
        run.seconds.toFixed(0),
        percent(run.girokCpu, run.seconds),
        megabytes(run.girokMemory),
        percent(run.clickhouseCpu, run.seconds),
      ])
    )
  );
}
