import { Command } from 'commander';

import { migrationVariables, readConfig } from '../config';
import { EXIT, print, table } from './output';
import { applyPlan } from '../migrate/apply';
import { readMigrations } from '../migrate/files';
import { migrationSession, type MigrationSession, MIGRATIONS } from '../migrate/session';
import { verifyObjects } from '../migrate/verify';

interface Options {
  json?: boolean;
}

type Action = (session: MigrationSession, options: Options) => Promise<number>;

const withSession = (action: Action) => async (_: unknown, command: Command) => {
  const options = command.optsWithGlobals();
  const session = migrationSession(readConfig(process.env, options));
  try {
    process.exitCode = await action(session, options);
  } finally {
    await session.client.close();
  }
};

const showPlan: Action = async ({ plan }, { json }) => {
  const { pending } = await plan();
  if (json) {
    print(
      JSON.stringify(
        pending.map(({ migration, position, of, description, shown }) => ({
          migration,
          position,
          of,
          description,
          statement: shown,
        })),
        null,
        2
      )
    );
  } else if (pending.length === 0) {
    print('Nothing to do: every migration is applied.');
  } else {
    for (const statement of pending) {
      print(
        `-- ${statement.migration}, ${statement.position} of ${statement.of}: ${statement.description}\n${statement.shown};\n`
      );
    }
    print(`${pending.length} statements would run. \`girok migrate up\` runs them.`);
  }
  return EXIT.ok;
};

const up: Action = async ({ client, journal, plan }, { json }) => {
  const todo = await plan();
  await applyPlan(client, journal, todo, (s) => {
    if (!json) {
      print(`${s.migration}  ${String(s.position).padStart(2)}/${s.of}  ${s.description}`);
    }
  });
  print(json ? JSON.stringify({ statementsRun: todo.pending.length }) : `Done: ${todo.pending.length} statements run.`);
  return EXIT.ok;
};

const status: Action = async ({ plan }, { json }) => {
  const { migrations } = await plan();
  print(
    json
      ? JSON.stringify(migrations, null, 2)
      : table(
          ['migration', 'state', 'statements', 'last change (UTC)'],
          migrations.map((m) => [m.id, m.state, `${m.done}/${m.of}`, m.lastTime ?? '-'])
        )
  );
  for (const { id, trouble } of migrations) {
    if (trouble && !json) {
      print(`${id}: ${trouble}`);
    }
  }
  return migrations.every((m) => m.state === 'applied') ? EXIT.ok : EXIT.pending;
};

const verify: Action = async ({ client, config, plan }, { json }) => {
  await plan();
  const findings = await verifyObjects(client, await readMigrations(MIGRATIONS), migrationVariables(config));
  print(
    json
      ? JSON.stringify(findings, null, 2)
      : findings.length === 0
        ? 'Every object of the migrations exists.'
        : table(
            ['object', 'problem'],
            findings.map((f) => [f.object, f.problem])
          )
  );
  return findings.length === 0 ? EXIT.ok : EXIT.differs;
};

/** `girok migrate plan|up|status|verify`. */
export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('Make and check the ClickHouse objects that Girok needs')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with the right to create objects (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of all objects (GIROK_DATABASE)')
    .option('--queues <kind>', 'kafka, or null for the embedded receiver (GIROK_QUEUES)')
    .option('--json', 'output for machines')
    .addHelpText(
      'after',
      `
Passwords come from the environment only: GIROK_CLICKHOUSE_PASSWORD, GIROK_KAFKA_PASSWORD.
Retention: GIROK_LOGS_RETENTION (7 YEAR), GIROK_TRACES_RETENTION (90 DAY), GIROK_METRICS_RETENTION (1 YEAR).
Exit codes: 0 done, 1 failed, 2 refused, 3 status: migrations pending, 4 verify: something differs.`
    );
  command
    .command('plan')
    .description('Show every statement that `up` would run, and run none of them')
    .action(withSession(showPlan));
  command.command('up').description('Run the pending statements').action(withSession(up));
  command.command('status').description('Show which migrations are applied').action(withSession(status));
  command
    .command('verify')
    .description('Compare the objects of the migrations with the server')
    .action(withSession(verify));
  return command;
}
