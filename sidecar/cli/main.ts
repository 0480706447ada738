import { Command } from 'commander';

import { completionCommand } from './completion';
import { deadLettersCommand } from './deadLetters';
import { doctorCommand } from './doctor';
import { evidenceCommand } from './evidence';
import { exitCodeOf, explain } from './explain';
import { kafkaCommand } from './kafkaSecret';
import { lagCommand } from './lag';
import { ledgerCommand } from './ledger';
import { migrateCommand } from './migrate';
import { complain } from './output';
import { sealCommand } from './seal';
import { serveCommand } from './serve';
import { verifyCommand } from './verify';
import { version } from '../../package.json';

const program = new Command('girok')
  .description('Girok Telemetry beside ClickHouse: makes its tables, and looks after what flows into them')
  .version(version)
  .addCommand(migrateCommand())
  .addCommand(doctorCommand())
  .addCommand(kafkaCommand())
  .addCommand(lagCommand())
  .addCommand(ledgerCommand())
  .addCommand(serveCommand())
  .addCommand(sealCommand())
  .addCommand(verifyCommand())
  .addCommand(evidenceCommand())
  .addCommand(deadLettersCommand())
  .addCommand(completionCommand());

program.parseAsync().catch((error: unknown) => {
  complain(`girok: ${explain(error)}`);
  process.exitCode = exitCodeOf(error);
});
