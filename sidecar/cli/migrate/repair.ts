import { Command, Option } from 'commander';

import { type Action, asJson, withSession } from './action';
import { applyRepair } from '../../migrate/applyRepair';
import { planRepair, type Verdict } from '../../migrate/repair';
import { presentThings } from '../../migrate/traces';
import { EXIT, paint, print } from '../output';

interface Options {
  yes?: boolean;
  force?: Verdict;
}

const repair: Action<Options> = async (session, { json, yes = false, force }) => {
  const present = await presentThings(session.client, session.config.database);
  const repairs = planRepair(await session.read(), present, force);
  const doubtful = repairs.some((one) => one.doubtful);
  const written = yes && !doubtful && repairs.length > 0;
  if (written) {
    await applyRepair(session, repairs);
  }
  if (json) {
    print(asJson({ repairs: repairs.map(({ text, doubtful: open }) => ({ text, doubtful: open })), written }));
  } else if (repairs.length === 0) {
    print('Nothing to repair.');
  } else {
    repairs.forEach(({ text, doubtful: open }) => print(open ? paint('yellow', text) : text));
    print(
      written
        ? 'Done.'
        : doubtful
          ? 'Nothing was written.'
          : 'Nothing was written yet: `girok migrate repair --yes` does it.'
    );
  }
  return doubtful ? EXIT.refused : repairs.length === 0 || written ? EXIT.ok : EXIT.pending;
};

/** `girok migrate repair`. */
export const repairCommand = () =>
  new Command('repair')
    .description('Show how the journal and the database can be brought together again, and with --yes do it')
    .option('--yes', 'write what was shown')
    .addOption(
      new Option(
        '--force <verdict>',
        'what became of interrupted statements about which nothing can be found out'
      ).choices(['done', 'again'])
    )
    .action(withSession(repair));
