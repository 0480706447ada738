import { context } from '@opentelemetry/api';
import { type Logger } from '@opentelemetry/api-logs';
import { type ServerResponse } from 'node:http';

import { audit, type AuditEvent } from '../audit/audit';

/** What is known before a request is answered; how it ended is read off the answer. */
export type Attempt = Omit<AuditEvent, 'outcome' | 'reason' | 'sentence'>;

const SUCCESS_BELOW = 400;

/**
 * Writes an event when the answer to a request has been sent or its connection is gone, in the trace of that request. What
 * was refused, or broke, is a failure with the status as reason; so is what nobody waited for.
 */
export function auditAtEnd(logger: Logger, response: ServerResponse, attempt: Attempt): void {
  const ofRequest = context.active();
  response.once('close', () => {
    const { action, actor, target } = attempt;
    const isDone = response.writableFinished && response.statusCode < SUCCESS_BELOW;
    const status = response.writableFinished ? `status ${response.statusCode}` : 'connection closed';
    const what = `${action} of ${target.type} ${target.id}`;
    const event: AuditEvent = isDone
      ? { ...attempt, outcome: 'success', sentence: `${actor.id}: ${what}` }
      : { ...attempt, outcome: 'failure', reason: status, sentence: `${actor.id} tried ${what}: ${status}` };
    audit(logger, event, { context: ofRequest });
  });
}
