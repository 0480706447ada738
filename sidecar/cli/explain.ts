import { EXIT } from './output';
import { errorCode } from '../errorCode';
import { Interrupted } from '../migrate/apply/runContext';
import { LockHeld } from '../migrate/lock/lock';
import { StoppedWithQueues } from '../migrate/queues/queueGuard';
import { MigrationRefused } from '../migrate/refused';

const NOBODY_ANSWERS: unknown[] = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];
const NO_ADDRESS: unknown[] = ['ENOTFOUND', 'EAI_AGAIN'];

/** What a failed command tells a person. */
export function explain(error: unknown): string {
  const code = errorCode(error);
  if (NOBODY_ANSWERS.includes(code)) {
    return 'ClickHouse does not answer. Check --clickhouse-url (GIROK_CLICKHOUSE_URL) and that the server runs.';
  }
  if (NO_ADDRESS.includes(code) && error instanceof Error) {
    return `ClickHouse is not found: ${error.message}. Check the name in --clickhouse-url (GIROK_CLICKHOUSE_URL).`;
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
