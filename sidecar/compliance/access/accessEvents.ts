import { type ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

import { type Person } from './person';
import { insertOwnEvent } from '../../insertOwnEvent';
import { Problem } from '../../server/problem';

/** Something that was done with the audit log, as it becomes an audit event itself. */
export interface AccessEvent {
  /** Behind `girok.compliance.`: `run.started`. */
  name: string;
  /** In capitals: RUN, EXPORT, APPROVE. */
  action: string;
  person: Person;
  /** What it was done to: a query with its version, a run. */
  target: string;
  targetType: 'saved query' | 'run' | 'review' | 'schedule' | 'audit log' | 'route';
  outcome: 'success' | 'failure' | 'unknown';
  /** Why: the purpose of a run, the words of an approval, the reason of a refusal. */
  reason?: string;
  /** More about it, by attribute. */
  more?: Readonly<Record<string, string>>;
}

/** Writes the event, and waits until it is stored. @throws Problem 503 when it is not: then nothing may be done */
export type RecordAccess = (event: AccessEvent) => Promise<void>;

/** Audit events of girok itself, straight into the table: they are sealed like all others. */
export function accessEvents(client: ClickHouseClient): RecordAccess {
  return async ({ name, action, person, target, targetType, outcome, reason, more }) => {
    try {
      await insertOwnEvent(client, {
        table: 'otel_audit_logs',
        scope: 'girok.compliance',
        name: `girok.compliance.${name}`,
        sentence: `${person.login}: ${action} ${target}`,
        failed: outcome === 'failure',
        attributes: {
          'audit.record.id': randomUUID(),
          'audit.actor.id': person.login,
          'audit.actor.type': 'user',
          'girok.person.uid': person.uid,
          'audit.action': action,
          'audit.target.id': target,
          'audit.target.type': targetType,
          'audit.outcome': outcome,
          ...(reason !== undefined && { 'audit.reason': reason }),
          ...more,
        },
      });
    } catch (error) {
      throw new Problem(
        503,
        'The audit log could not keep that this was asked, so it was not done.',
        error instanceof Error ? error.message : String(error)
      );
    }
  };
}
