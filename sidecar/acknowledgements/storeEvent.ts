import { type ClickHouseClient } from '@clickhouse/client';
import { randomBytes } from 'node:crypto';

import { type AcknowledgementRequest } from './request';
import { identifier } from '../../queries/sql';
import { type Identity } from '../server/grafanaIdentity';
import { Problem } from '../server/problem';

/** Name of the events in the audit log. */
export const ACKNOWLEDGEMENT_EVENT = 'girok.alert.acknowledgement';

/** Stores what was done, and waits until it is stored. @throws Problem 503 when it is not */
export type StoreAcknowledgement = (identity: Identity, request: AcknowledgementRequest) => Promise<void>;

/**
 * Audit events of acknowledgements, straight into the table, where they are sealed like all others. Actor is whom Grafana
 * has signed; everything else is what that person's page said.
 */
export function storeAcknowledgements(client: ClickHouseClient, database: string): StoreAcknowledgement {
  return async (identity, request) => {
    const { eventId, action, key, ruleTitle, labels, silenceId, until, note, value } = request;
    const now = new Date().toISOString().replace('Z', '');
    const attributes = {
      'audit.record.id': eventId,
      'audit.actor.id': identity.login,
      'audit.actor.type': 'user',
      'girok.person.uid': identity.userUid,
      'girok.person.role': identity.role,
      'audit.action': action,
      'audit.outcome': 'success',
      'audit.target.id': key,
      'audit.target.type': 'alert',
      'audit.reason': note,
      'girok.alert.rule': ruleTitle,
      'girok.alert.silence': silenceId,
      'girok.alert.until': new Date(until).toISOString(),
      ...(value !== null && { 'girok.alert.value': String(value) }),
      ...Object.fromEntries(Object.entries(labels).map(([label, text]) => [`girok.alert.label.${label}`, text])),
    };
    try {
      await client.insert({
        table: identifier(`${database}.otel_audit_logs`).text,
        values: [
          {
            Timestamp: now,
            ObservedTimestamp: now,
            ServiceName: 'girok',
            EventName: ACKNOWLEDGEMENT_EVENT,
            SeverityText: 'INFO',
            SeverityNumber: 9,
            Body: `${identity.login}: ${action} ${ruleTitle}`,
            ScopeName: 'girok.acknowledgements',
            ResourceAttributes: { 'service.name': 'girok' },
            LogAttributes: attributes,
            RecordHash: String(randomBytes(8).readBigUInt64LE()),
          },
        ],
        format: 'JSONEachRow',
        // stored, and not in a buffer, when this returns
        clickhouse_settings: {
          async_insert: 0,
          insert_distributed_sync: 1,
          date_time_input_format: 'best_effort',
        },
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new Problem(
        503,
        'ClickHouse did not store the event: is girok allowed to insert into otel_audit_logs?',
        detail
      );
    }
  };
}
