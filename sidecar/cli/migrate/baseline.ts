import { Command } from 'commander';

import { type Action, asJson, withSession } from './action';
import { planBaseline, recordBaseline } from '../../migrate/baseline';
import { withLock } from '../../migrate/lock/withLock';
import { presentThings } from '../../migrate/traces';
import { count, EXIT, paint, print } from '../output';

interface Options {
  to?: string;
}

const baseline: Action<Options> = async (session, { json, to }) => {
  const present = await presentThings(session.client, session.config.database);
  const planned = planBaseline(await session.read(), present, to);
  const { statements, missing, unseen } = planned;
  if (missing.length === 0) {
    await withLock(session, (lock) => recordBaseline(session.journal, lock, planned));
  }
  if (json) {
    print(
      asJson({
        recorded: missing.length === 0 ? statements.length : 0,
        missing,
        unseen: unseen.map((s) => s.description),
      })
    );
  } else if (missing.length > 0) {
    print(
      [
        'Nothing was recorded, because the database is not what the migrations make:',
        ...missing.map((m) => `  ${paint('red', m)}`),
      ].join('\n')
    );
    print('If it has an older state, name the last migration that it has: --to <migration>.');
  } else {
    print(`Recorded as applied without running: ${count(statements.length, 'statement')}.`);
    unseen.forEach((s) =>
      print(
        `  taken at your word, because it leaves nothing to see: ${s.migration} ${s.position}/${s.of}, ${s.description}`
      )
    );
    print('`girok migrate verify` compares every column; `girok migrate plan` shows what is left to do.');
  }
  return missing.length === 0 ? EXIT.ok : EXIT.differs;
};

/** `girok migrate baseline`. */
export const baselineCommand = () =>
  new Command('baseline')
    .description('Record the migrations as applied to a database that has their tables already, without running them')
    .option('--to <migration>', 'the last migration that the database has (default: all)')
    .action(withSession(baseline));
