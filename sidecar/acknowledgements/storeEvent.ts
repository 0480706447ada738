import { type ClickHouseClient } from '@clickhouse/client';

import { type AcknowledgementRequest } from './request';
import { identifier } from '../../queries/sql';
import { insertOwnEvent } from '../insertOwnEvent';
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
      await insertOwnEvent(client, {
        table: identifier(`${database}.otel_audit_logs`).text,
        scope: 'girok.acknowledgements',
        name: ACKNOWLEDGEMENT_EVENT,
        sentence: `${identity.login}: ${action} ${ruleTitle}`,
        failed: false,
        attributes,
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
