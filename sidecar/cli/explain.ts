import { EXIT } from './output';
import { errorCode } from '../errorCode';
import { Interrupted } from '../migrate/apply/runContext';
import { LockHeld } from '../migrate/lock/lock';
import { StoppedWithQueues } from '../migrate/queues/queueGuard';
import { MigrationRefused } from '../migrate/refused';

/** What a failed command tells a person. */
export function explain(error: unknown): string {
  if (errorCode(error) === 'ECONNREFUSED') {
    return 'ClickHouse does not answer. Check --clickhouse-url (GIROK_CLICKHOUSE_URL) and that the server runs.';
  }
  return error instanceof Error ? error.message : String(error);
}

/** What it tells a script. */
export function exitCodeOf(error: unknown): number {
  const cause = error instanceof StoppedWithQueues ? error.cause : error;
  if (cause instanceof MigrationRefused) {
    return EXIT.refused;
  }
  if (cause instanceof LockHeld) {
    return EXIT.locked;
  }
  return cause instanceof Interrupted ? EXIT.interrupted : EXIT.failed;
}
