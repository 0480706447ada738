import { Command } from 'commander';

import { EXIT, print, table } from './output';
import { elapsedText } from '../../queries/elapsedText';
import { isBroken, worse } from '../../queries/lag/status';
import { connect, connectionOf } from '../clickhouse';
import { type Config, readConfig } from '../config';
import { type JudgedPartition } from '../lag/lagBook';
import { type LagReport, LagSampler } from '../lag/lagSampler';
import { goOnFromStored } from '../lag/sampleStore';

interface Options extends Partial<Config> {
  json?: boolean;
}

/** Samples of `girok serve` come so often; from this follows when one is stale. Milliseconds. */
const USUAL_MS = 15_000;

async function lag(options: Options): Promise<number> {
  const config = readConfig(process.env, options);
  if (config.queues !== 'kafka') {
    throw new Error('The queues do not read Kafka here (GIROK_QUEUES is null), so there is no consumer to be behind.');
  }
  const client = connect(connectionOf(config));
  try {
    const sampler = new LagSampler(config, client, USUAL_MS);
    // without what `girok serve` has stored there is one sample, and so no rate and no direction
    await goOnFromStored(client, config.database, sampler.book).catch(() => undefined);
    const report = await sampler.take();
    print(options.json ? JSON.stringify(report, null, 2) : lagText(report));
    const nothingSeen = report.partitions.length === 0;
    return nothingSeen ? EXIT.failed : report.partitions.some(({ status }) => isBroken(status)) ? EXIT.unwell : EXIT.ok;
  } finally {
    await client.close();
  }
}

/** The report as a person reads it: the worst first, both sources of a partition together, what is not seen at the end. */
export function lagText({ partitions, problems }: LagReport): string {
  const sorted = [...partitions].sort(
    (a, b) =>
      worse(a.status, b.status) ||
      a.signal.localeCompare(b.signal) ||
      a.partition - b.partition ||
      a.source.localeCompare(b.source)
  );
  const rows = sorted.map(cells);
  const missing = (['broker', 'clickhouse'] as const).flatMap((source) =>
    problems[source].map((problem) => `${source === 'broker' ? 'Broker' : 'ClickHouse'}: ${problem}`)
  );
  return [
    ...(rows.length > 0 ? [table(HEAD, rows)] : ['Nothing is seen of any consumer group.']),
    ...(missing.length > 0 ? ['', ...missing] : []),
  ].join('\n');
}

const HEAD = [
  'signal',
  'topic/partition',
  'source',
  'status',
  'behind',
  'for',
  'in/s',
  'out/s',
  'drains in',
  'retention',
  'why',
];

function cells(judged: JudgedPartition): string[] {
  const { signal, topic, partition, source, status, lag, time, produced, consumed, drainSeconds, retentionUsed } =
    judged;
  return [
    signal,
    `${topic}/${partition}`,
    source,
    status,
    lag === null ? '?' : lag.toLocaleString('en'),
    time.seconds === null ? '?' : (time.isAtLeast ? '≥ ' : '') + elapsedText(time.seconds),
    rate(produced),
    rate(consumed),
    drainSeconds === null ? '?' : drainSeconds === 0 ? '-' : elapsedText(drainSeconds),
    retentionUsed === null ? '?' : `${Math.round(retentionUsed * 100)} %`,
    judged.reason,
  ];
}

const rate = (perSecond: number | null) =>
  perSecond === null ? '?' : perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });

/** `girok lag`. */
export function lagCommand(): Command {
  return new Command('lag')
    .description('Show how far each queue is behind Kafka, as the broker and as ClickHouse see it')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with the right to read the tables (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the queues (GIROK_DATABASE)')
    .option('--json', 'output for machines')
    .addHelpText(
      'after',
      `
Looks once. Rates, times and directions need samples from before, which \`girok serve\` stores; ? is what is not known.
docs/lag-and-alerts.md says what each number means.
Exit codes: 0 everything is read, or on its way; 1 failed, or nothing is seen; 7 something does not move.`
    )
    .action(async (options: Options) => {
      process.exitCode = await lag(options);
    });
}
