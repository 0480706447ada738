import { setTimeout } from 'node:timers/promises';
import { type Logger } from 'pino';

import { type ComplianceService } from './complianceService';
import { copyStatements } from './statements/copyStatements';

/** How often reviews that are due are looked for, and statements copied. Milliseconds. */
const EVERY_MS = 60_000;

/** What the saved queries do by themselves until they are told to stop: due reviews with their notices, and copies of the query log. */
export async function backgroundWork(service: ComplianceService, log: Logger, leaving: AbortSignal): Promise<void> {
  let said = false;
  while (!leaving.aborted) {
    await service.reviews.tick();
    await service.notices?.tick();
    try {
      const copied = await copyStatements(service.client, service.database);
      if (!copied && !said) {
        said = true;
        log.warn('ClickHouse has no query log that girok may read: audit_statements stays empty (docs/compliance.md)');
      }
    } catch (error) {
      log.warn({ detail: error instanceof Error ? error.message : String(error) }, 'statements were not copied');
    }
    await setTimeout(EVERY_MS, undefined, { signal: leaving }).catch(() => undefined);
  }
}
