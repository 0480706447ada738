import { Command } from 'commander';

import { stoppable } from './migrate/stopSignal';
import { EXIT, print, table } from './output';
import { type Config, readConfig } from '../config';
import { explainException, withoutStack } from '../doctor/queues/consumerExceptions';
import { rotatePassword, type Rotation } from '../kafka/rotatePassword';
import { migrationSession } from '../migrate/session';

/** A queue rejoins after its predecessor's session has timed out, 6 s by default, and a rebalance. Milliseconds. */
const JOIN_TIMEOUT_MS = 60_000;

interface Options extends Partial<Config> {
  unchecked?: boolean;
  json?: boolean;
}

async function rotate(options: Options): Promise<number> {
  const { unchecked, json } = options;
  const session = migrationSession(readConfig(process.env, options));
  try {
    const rotation = await stoppable((stop) =>
      rotatePassword(session, {
        unchecked,
        joinTimeoutMs: JOIN_TIMEOUT_MS,
        report: json ? () => {} : print,
        stop,
      })
    );
    print(json ? JSON.stringify(rotation, null, 2) : report(rotation));
    return rotation.queues.every(({ state }) => state === 'consuming') ? EXIT.ok : EXIT.notConsuming;
  } finally {
    await session.close();
  }
}

function report({ collection, queues, others }: Rotation): string {
  const lines = [
    '',
    table(
      ['queue', 'state', ''],
      queues.map(({ queue, state, detail }) => [queue, state, withoutStack(detail)])
    ),
  ];
  for (const { queue, state, detail } of queues) {
    if (state !== 'consuming') {
      const { why, next } = explainException(detail);
      lines.push('', `${queue}: ${why}.`, `  ${next}`);
    }
  }
  if (others.length > 0) {
    lines.push(
      '',
      `Tables of others read through ${collection} too and keep the old password until they are attached again:`
    );
    lines.push(...others.map((other) => `  DETACH TABLE ${other}; ATTACH TABLE ${other};`));
  }
  return queues.length === 0 ? `No queue reads through ${collection} yet.` : lines.join('\n');
}

/** `girok kafka`: what is done with the way to Kafka. */
export function kafkaCommand(): Command {
  const command = new Command('kafka').description('The connection of the queues to Kafka');
  command
    .command('rotate-password')
    .description(
      'Give the queues the password of GIROK_KAFKA_PASSWORD: checks it, stores it, and lets them connect anew'
    )
    .option('--unchecked', 'go on when Kafka cannot be reached from here')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with ALTER NAMED COLLECTION (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the queues (GIROK_DATABASE)')
    .option('--json', 'output for machines')
    .addHelpText(
      'after',
      `
The password is read from the environment and is in no argument, output, plan, journal or log.
Exit codes: 0 every queue reads again, 1 failed, 2 refused before anything was changed, 5 a migration runs,
6 a queue does not read, 130 interrupted.`
    )
    .action(async (options: Options) => {
      process.exitCode = await rotate(options);
    });
  return command;
}
