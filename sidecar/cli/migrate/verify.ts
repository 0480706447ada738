import { Command } from 'commander';

import { type Action, asJson, withSession } from './action';
import { planMigrations } from '../../migrate/plan';
import { rehearsalRequest } from '../../migrate/rehearsePlan';
import { verifySchema } from '../../migrate/verify';
import { EXIT, paint, print, table } from '../output';

const verify: Action<object> = async (session, { json }) => {
  const input = await session.read();
  const request = rehearsalRequest(input, planMigrations(input), session.config.kafkaCollection);
  const { differences, notes, scope } = await verifySchema(session.client, request);
  if (json) {
    print(asJson({ differences, notes, scope }));
  } else {
    const lines = [scope];
    if (differences.length > 0) {
      lines.push(
        '',
        table(
          ['object', 'what differs'],
          differences.map(({ object, text }) => [paint('red', object), text])
        )
      );
    } else {
      lines.push('Nothing differs.');
    }
    if (notes.length > 0) {
      lines.push('', 'Worth knowing:', ...notes.map(({ object, text }) => `  ${object} ${text}`));
    }
    print(lines.join('\n'));
  }
  return differences.length === 0 ? EXIT.ok : EXIT.differs;
};

/** `girok migrate verify`. */
export const verifyCommand = () =>
  new Command('verify')
    .description('Compare the database with what the applied migrations make, object by object')
    .action(withSession(verify));
