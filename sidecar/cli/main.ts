import { Command } from 'commander';

import { migrateCommand } from './migrate';
import { complain, EXIT } from './output';
import { version } from '../../package.json';
import { MigrationRefused } from '../migrate/plan';

const program = new Command('girok')
  .description('Girok Telemetry beside ClickHouse: migrations of the telemetry tables')
  .version(version)
  .addCommand(migrateCommand());

program.parseAsync().catch((error: unknown) => {
  complain(`girok: ${explain(error)}`);
  process.exitCode = error instanceof MigrationRefused ? EXIT.refused : EXIT.failed;
});

function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
    return 'ClickHouse does not answer. Check --clickhouse-url (GIROK_CLICKHOUSE_URL) and that the server runs.';
  }
  return error instanceof Error ? error.message : String(error);
}
