import { Command } from 'commander';

import { baselineCommand } from './migrate/baseline';
import { planCommand } from './migrate/plan';
import { repairCommand } from './migrate/repair';
import { statusCommand } from './migrate/status';
import { upCommand } from './migrate/up';
import { verifyCommand } from './migrate/verify';

/** `girok migrate plan|up|status|verify|repair|baseline`. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Make and check the ClickHouse objects that Girok needs')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user with the right to create objects (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of all objects (GIROK_DATABASE)')
    .option('--queues <kind>', 'kafka, or null for the embedded receiver (GIROK_QUEUES)')
    .option('--cluster <name>', 'cluster whose servers every statement waits for (GIROK_CLUSTER)')
    .option('--migrations <folder>', 'templates (default: those of this version of girok)')
    .option('--json', 'output for machines')
    .addCommand(planCommand())
    .addCommand(upCommand())
    .addCommand(statusCommand())
    .addCommand(verifyCommand())
    .addCommand(repairCommand())
    .addCommand(baselineCommand())
    .addHelpText(
      'after',
      `
Passwords come from the environment only: GIROK_CLICKHOUSE_PASSWORD, GIROK_KAFKA_PASSWORD.
Retention, such as 90d, 2w, 6mo, 7y or "7 YEAR": GIROK_LOGS_RETENTION (7 YEAR), GIROK_TRACES_RETENTION (90 DAY),
GIROK_METRICS_RETENTION (1 YEAR), GIROK_DEAD_LETTERS_RETENTION (30 DAY).
Exit codes: 0 done, 1 failed, 2 refused before anything was changed, 3 status and repair: something is pending,
4 verify and baseline: something differs, 5 another runner holds the lock, 6 up: done, but a Kafka queue does not read
yet, 130 interrupted.`
    );
}
