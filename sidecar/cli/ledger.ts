import { Command } from 'commander';

import { EXIT, print, table } from './output';
import { hoursOption } from './periodOption';
import { connect, connectionOf } from '../clickhouse';
import { type Config, readConfig } from '../config';
import { judge, type Verdict } from '../ledger/judge';
import { readLedger, withCommitted } from '../ledger/readLedger';

interface Options extends Partial<Config> {
  since: number;
  json?: boolean;
}

async function check(options: Options): Promise<number> {
  const config = readConfig(process.env, options);
  const client = connect(connectionOf(config), 600_000);
  try {
    const records = await readLedger(client, config.database, options.since);
    const asked = config.queues === 'kafka' && records.length > 0;
    const { found, trouble } = asked
      ? await withCommitted(config, records).then(
          (found) => ({ found, trouble: undefined }),
          (error: unknown) => ({ found: records, trouble: error instanceof Error ? error.message : String(error) })
        )
      : { found: records, trouble: undefined };
    const verdicts = found.map(judge);
    print(options.json ? JSON.stringify({ verdicts, brokerTrouble: trouble }, null, 2) : report(verdicts, trouble));
    return verdicts.some(({ status }) => status === 'gap') ? EXIT.differs : EXIT.ok;
  } finally {
    await client.close();
  }
}

function report(verdicts: Verdict[], trouble: string | undefined): string {
  if (verdicts.length === 0) {
    return 'Nothing that came from Kafka was stored in this time. `girok doctor` says whether the queues read.';
  }
  const lines = verdicts.flatMap((verdict) => [
    `${verdict.topic}, partition ${verdict.partition}: ${verdict.text}`,
    ...table(
      ['', 'stored as', 'messages', 'rows', 'stored twice'],
      verdict.sources.map(({ source, messages, rows, rowsTwice }) => [
        '',
        source,
        ...[messages, rows, rowsTwice].map(String),
      ])
    ).split('\n'),
  ]);
  if (verdicts.some(({ sources }) => sources.some(({ rowsTwice }) => rowsTwice > 0))) {
    lines.push(
      '',
      'Rows stored twice came with a second delivery: the pages count them once, and a merge removes them.'
    );
  }
  if (verdicts.some(({ status }) => status === 'gap')) {
    lines.push(
      '',
      'A gap can be mended while the broker keeps the messages: see docs/ingestion.md, "A gap in the ledger".'
    );
  }
  if (trouble) {
    lines.push('', `The broker could not be asked how far the groups have read: ${trouble}`);
  }
  return lines.join('\n');
}

/** `girok ledger check`. */
export function ledgerCommand(): Command {
  const command = new Command('ledger').description('Prove from the stored rows that no Kafka message is missing');
  command
    .command('check')
    .description('Compare the offsets kept with the rows: is every message stored, and is one stored twice?')
    .option('--since <time>', 'look at what was stored in the last hours or days: 24h, 7d', hoursOption, 24)
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with the right to read the tables (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the tables (GIROK_DATABASE)')
    .option('--json', 'output for machines')
    .addHelpText('after', '\nExit codes: 0 no gap, 1 failed, 4 a message is in no table.')
    .action(async (options: Options) => {
      process.exitCode = await check(options);
    });
  return command;
}
