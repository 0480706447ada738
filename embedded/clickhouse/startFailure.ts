import { DataDirLockedError } from './dataDirLock';
import { errorCode } from './errorCode';
import { type FailureReason, type StartOutcome } from './startMessages';

/** What the server process tells its parent about an error that kept it from starting. */
export function startFailure(error: unknown): StartOutcome {
  const message = error instanceof Error ? error.message : String(error);
  const lockedBy = error instanceof DataDirLockedError ? error.pid : undefined;
  return { type: 'failed', reason: reasonOf(error), message, lockedBy };
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof DataDirLockedError) {
    return 'data-dir-locked';
  }
  const code = errorCode(error);
  const isMissing = ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'CHDB_PLATFORM', 'CHDB_ABI'];
  if (isMissing.includes(code ?? '')) {
    return 'engine-missing';
  }
  return code === 'EADDRINUSE' ? 'port-in-use' : 'other';
}
