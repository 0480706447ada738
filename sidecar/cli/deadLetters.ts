import { type ClickHouseClient } from '@clickhouse/client';
import { Command, InvalidArgumentError } from 'commander';

import { EXIT, print, table } from './output';
import { hoursOption } from './periodOption';
import {
  countDeadLetters,
  type DeadLetterChoice,
  deadLetterMessages,
  listDeadLetters,
  type MessagePlace,
} from '../../queries/deadLetters/deadLetters';
import { type Sql } from '../../queries/sql';
import { connect, connectionOf } from '../clickhouse';
import { type Config, readConfig } from '../config';
import { placeText, printable } from '../deadLetters/print';
import { replayDeadLetters } from '../deadLetters/replay';

interface Options extends Partial<Config> {
  reason?: string;
  queue?: string;
  since?: number;
  all?: boolean;
  limit: number;
  raw?: boolean;
  repairUtf8?: boolean;
  json?: boolean;
}

interface Letter {
  time: string;
  queue: string;
  reason: string;
  topic: string;
  partition: number;
  offset: string;
  bytes: number;
  replayed_at: string;
  beginning: string;
}

type Action = (client: ClickHouseClient, config: Config, options: Options, place?: MessagePlace) => Promise<number>;

const choiceOf = ({ reason, queue, since, all }: Options): DeadLetterChoice => ({
  reason,
  queue,
  hours: since,
  replayed: all,
});

const list: Action = async (client, { database }, options) => {
  const choice = choiceOf(options);
  const letters = await ask<Letter>(client, listDeadLetters(database, choice, options.limit));
  const counts = await ask<{ queue: string; reason: string; letters: number; newest: string }>(
    client,
    countDeadLetters(database, choice)
  );
  if (options.json) {
    print(JSON.stringify({ counts, letters }, null, 2));
    return EXIT.ok;
  }
  if (letters.length === 0) {
    print('No dead letters.');
    return EXIT.ok;
  }
  print(
    table(
      ['time (UTC)', 'topic/partition/offset', 'reason', 'bytes', 'begins with'],
      letters.map((letter) => [
        letter.time,
        placeText(letter),
        letter.replayed_at ? `${letter.reason}, replayed` : letter.reason,
        String(letter.bytes),
        printable(Buffer.from(letter.beginning, 'base64'), 60),
      ])
    )
  );
  const all = counts.reduce((sum, { letters }) => sum + letters, 0);
  print(`\n${all} in all: ${counts.map(({ letters, reason }) => `${letters} ${reason}`).join(', ')}.`);
  return EXIT.ok;
};

const show: Action = async (client, { database }, { raw, json }, place) => {
  const found = await ask<Omit<Letter, 'beginning'> & { message: string }>(
    client,
    deadLetterMessages(database, place!)
  );
  if (found.length === 0) {
    throw new Error(
      'There is no dead letter at this place. `girok dead-letters list --all` shows those that there are.'
    );
  }
  if (json) {
    print(JSON.stringify(found, null, 2));
  } else if (raw) {
    process.stdout.write(Buffer.from(found[0].message, 'base64'));
  } else {
    for (const { time, queue, reason, bytes, replayed_at, message } of found) {
      print(`${queue}: ${reason}, ${bytes} bytes, ${time} UTC${replayed_at ? `, replayed ${replayed_at}` : ''}`);
      print(printable(Buffer.from(message, 'base64'), 10_000));
    }
  }
  return EXIT.ok;
};

const replay: Action = async (client, { database }, options, place) => {
  const choice = { ...choiceOf(options), place, replayed: false };
  const { letters, stored } = await replayDeadLetters(client, database, choice, { repairUtf8: options.repairUtf8 });
  if (options.json) {
    print(JSON.stringify({ letters, stored }));
  } else if (letters === 0) {
    print('No dead letter waits for a replay.');
  } else {
    const rest = letters - stored;
    print(
      `${stored} of ${letters} dead letters are stored now.` +
        (rest > 0 ? ` ${rest} still cannot be read: \`girok dead-letters list\` says why.` : '')
    );
  }
  return stored === letters ? EXIT.ok : EXIT.differs;
};

async function ask<T>(client: ClickHouseClient, query: Sql): Promise<T[]> {
  const result = await client.query({
    query: query.text,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}

/** `otel-telemetry/3/1204`. */
function place(text: string): MessagePlace {
  const match = /^(.+)\/(\d{1,9})\/(\d{1,19})$/.exec(text);
  if (!match) {
    throw new InvalidArgumentError('Give the place as the list shows it: topic/partition/offset.');
  }
  return { topic: match[1], partition: Number(match[2]), offset: BigInt(match[3]) };
}

function limit(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new InvalidArgumentError('Give a number from 1 to 10000.');
  }
  return number;
}

async function run(action: Action, command: Command, place?: MessagePlace): Promise<void> {
  const options = command.optsWithGlobals<Options>();
  const config = readConfig(process.env, options);
  const client = connect(connectionOf(config));
  try {
    process.exitCode = await action(client, config, options, place);
  } finally {
    await client.close();
  }
}

const choosing = (command: Command) =>
  command
    .option('--reason <reason>', 'only those with this reason, such as invalid_json')
    .option('--queue <name>', 'only those that this queue recorded')
    .option('--since <time>', 'only those of the last hours or days: 24h, 7d', hoursOption);

/** `girok dead-letters list|show|replay`. */
export function deadLettersCommand(): Command {
  const command = new Command('dead-letters')
    .description('Messages from which nothing could be read: look at them, and store them when they can be read now')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with the right to read, and for replay to write (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the tables (GIROK_DATABASE)')
    .option('--json', 'output for machines')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 4 replay: some letters still cannot be read.');
  choosing(command.command('list'))
    .description('Show them, newest first, and how many there are of each reason')
    .option('--all', 'also those that a replay has stored')
    .option('--limit <n>', 'show at most so many', limit, 50)
    .action((_, command: Command) => run(list, command));
  command
    .command('show')
    .description('Show one message as it came')
    .argument('<place>', 'topic/partition/offset, as the list shows it', place)
    .option('--raw', 'the bytes of the message and nothing else')
    .action((where: MessagePlace, _, command: Command) => run(show, command, where));
  choosing(command.command('replay'))
    .description('Store what can be read now, for example after a view was mended; may be run again without harm')
    .argument('[place]', 'one message only: topic/partition/offset', place)
    .option('--repair-utf8', 'replace bytes that are no UTF-8 by U+FFFD')
    .action((where: MessagePlace | undefined, _, command: Command) => run(replay, command, where));
  return command;
}
