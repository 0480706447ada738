import { type ClickHouseClient } from '@clickhouse/client';

import { sha256 } from '../../seal/canonical';

/**
 * For tests: a hundred ordinary days of two tenants, and in four of them (PERIOD) what each saved query looks for, once.
 * Days are counted from 1 July 2026; day 95 is Sunday, 4 October.
 */
export interface StoryEvent {
  time: number;
  service: string;
  event: string;
  actor: string;
  action: string;
  target: string;
  outcome: string;
  source: string;
  tenant: string;
  id: string;
  /** Seconds after `time`. */
  ingestedAfter: number;
  attributes: Record<string, string>;
}

const START = Date.UTC(2026, 6, 1);
const D = 95;
export const at = (day: number, hour: number, minute = 0, second = 0) =>
  START + ((day * 24 + hour) * 3600 + minute * 60 + second) * 1000;
export const PERIOD = { from: new Date(at(D, 0)).toISOString(), to: new Date(at(D + 4, 0)).toISOString() };
export const WHOLE = { from: new Date(at(0, 0)).toISOString(), to: new Date(at(100, 0)).toISOString() };

const BROWSER = 'Mozilla/5.0 Chrome';
/** The service stands still in these hours of day 95. */
const SILENT = { from: 4, to: 9 };
const LOST_NUMBER = 2300;

type Given = Partial<Omit<StoryEvent, 'attributes'>> & { attributes?: Record<string, string> };

export function story(): StoryEvent[] {
  const events: StoryEvent[] = [];
  const add = (
    time: number,
    service: string,
    event: string,
    actor: string,
    action: string,
    target: string,
    given: Given = {}
  ) =>
    events.push({
      time,
      service,
      event,
      actor,
      action,
      target,
      outcome: 'success',
      source: '10.0.0.1',
      tenant: 'acme',
      id: `r-${events.length}`,
      ingestedAfter: 2,
      ...given,
      attributes: { 'audit.actor.type': 'user', 'user_agent.original': BROWSER, ...given.attributes },
    });
  ordinaryDays(add);
  authentication(add);
  accounts(add);
  data(add);
  changes(add);
  logging(add);
  return events;
}

type Add = (
  time: number,
  service: string,
  event: string,
  actor: string,
  action: string,
  target: string,
  given?: Given
) => void;

function ordinaryDays(add: Add) {
  let number = 0;
  for (let day = 0; day < 100; day++) {
    for (let user = 0; user < 12; user++) {
      // user11 is away for three months
      if (user === 11 && day > 3 && day < D + 1) {
        continue;
      }
      const given = { source: `10.0.0.${user}`, tenant: user < 8 ? 'acme' : 'globex' };
      add(at(day, 1, user), 'auth', 'user.login', `user${user}`, 'LOGIN', '/session', given);
      for (let k = 0; k < 4; k++) {
        const customer = `cust-${100 + ((day * 7 + user * 3 + k) % 400)}`;
        add(at(day, 2 + k, user), 'crm', 'record.read', `user${user}`, 'READ', customer, {
          ...given,
          attributes: { 'audit.subject.id': customer, 'user.roles': user === 0 ? '["admin","agent"]' : '["agent"]' },
        });
      }
    }
    for (let hour = 0; hour < 24; hour++) {
      if (day === D && hour >= SILENT.from && hour < SILENT.to) {
        continue;
      }
      number++;
      if (number !== LOST_NUMBER) {
        const sequence = { 'audit.sequence.number': String(number), 'audit.sequence.stream_id': 'payments-0' };
        add(at(day, hour, 30), 'payments', 'payment.capture', 'svc-pay', 'EXECUTE', `pay-${number}`, {
          attributes: { 'audit.actor.type': 'service', 'user_agent.original': 'okhttp/4', ...sequence },
        });
      }
    }
  }
}

function authentication(add: Add) {
  const failed = (reason: string, source: string) => ({
    outcome: 'failure',
    source,
    attributes: { 'error.type': reason },
  });
  for (let i = 0; i < 8; i++) {
    add(at(D, 3, 0, i * 5), 'auth', 'user.login', 'user3', 'LOGIN', '/session', failed('bad_password', '203.0.113.9'));
  }
  add(at(D, 3, 2), 'auth', 'user.login', 'user3', 'LOGIN', '/session', { source: '203.0.113.9', id: 'taken-over' });
  for (let i = 0; i < 14; i++) {
    add(at(D, 4, i), 'auth', 'user.login', `user${i}`, 'LOGIN', '/session', failed('unknown_user', '198.51.100.7'));
  }
  add(at(D, 5), 'auth', 'user.mfa.disable', 'user0', 'DISABLE_MFA', 'user3', {
    id: 'mfa',
    attributes: { 'audit.reason': 'lost phone', 'ticket.id': 'T-1' },
  });
  add(at(D + 1, 10), 'auth', 'user.login', 'svc-pay', 'LOGIN', '/session', {
    source: '10.0.0.77',
    attributes: { 'audit.actor.type': 'service' },
  });
}

function accounts(add: Add) {
  add(at(D, 15), 'iam', 'role.assign', 'user0', 'GRANT', 'user5', {
    id: 'grant',
    attributes: { 'audit.change.before': 'agent', 'audit.change.after': 'admin', 'user.roles': 'admin' },
  });
  add(at(D, 16), 'iam', 'role.assign', 'user5', 'GRANT', 'user5', {
    id: 'self-grant',
    source: '10.9.9.9',
    attributes: { 'audit.change.before': 'admin', 'audit.change.after': 'superadmin' },
  });
  add(at(D, 17), 'iam', 'user.create', 'user0', 'CREATE', 'user20', {
    id: 'joiner',
    attributes: { 'ticket.id': 'T-2' },
  });
  add(at(D, 18), 'iam', 'user.disable', 'user0', 'DISABLE', 'user7', { id: 'leaver' });
  // disabled by mistake and enabled again: no finding
  add(at(D, 18, 1), 'iam', 'user.disable', 'user0', 'DISABLE', 'user6', { id: 'mistake' });
  add(at(D, 18, 2), 'iam', 'user.enable', 'user0', 'ENABLE', 'user6', { id: 'corrected' });
  add(at(D + 1, 2), 'crm', 'record.read', 'user7', 'READ', 'cust-3');
  add(at(D + 1, 5), 'iam', 'apikey.create', 'user2', 'CREATE', 'key-1', { id: 'key' });
  const request = (id: string) => ({ attributes: { 'approval.request.id': id } });
  const breakGlass = (time: number, actor: string, id: string) =>
    add(time, 'iam', 'breakglass.activate', actor, 'EXECUTE', 'prod-db', request(id));
  const review = (time: number, actor: string, id: string) =>
    add(time, 'iam', 'breakglass.review.approved', actor, 'APPROVE', id, request(id));
  breakGlass(at(D + 1, 6), 'user4', 'BG-1');
  review(at(D + 1, 8), 'user9', 'BG-1');
  breakGlass(at(D + 1, 9), 'user6', 'BG-2');
  breakGlass(at(D + 1, 10), 'user1', 'BG-3');
  review(at(D + 1, 11), 'user1', 'BG-3');
  breakGlass(at(D + 1, 11), 'user2', 'BG-4');
  review(at(D + 4, 23), 'user9', 'BG-4');
  add(at(D, 12), 'iam', 'access.request', 'user2', 'REQUEST', 'role:admin', request('R-1'));
  add(at(D, 12, 9), 'iam', 'access.approve', 'user2', 'APPROVE', 'role:admin', request('R-1'));
  add(at(D, 12), 'iam', 'access.request', 'user1', 'REQUEST', 'role:x', request('R-2'));
  add(at(D, 12, 9), 'iam', 'access.approve', 'user0', 'APPROVE', 'role:x', request('R-2'));
  // rejecting one's own request is no approval
  add(at(D, 12), 'iam', 'access.request', 'user3', 'REQUEST', 'role:y', request('R-3'));
  add(at(D, 12, 9), 'iam', 'access.reject', 'user3', 'REJECT', 'role:y', request('R-3'));
}

function data(add: Add) {
  const globex = { tenant: 'globex' };
  for (let i = 0; i < 150; i++) {
    add(at(D, 6, 0, i), 'crm', 'record.read', 'user8', 'READ', `cust-${1000 + i}`, globex);
  }
  add(at(D, 6), 'crm', 'record.read', 'user4', 'READ', 'letter-1', {
    id: 'subject-read',
    attributes: { 'audit.subject.id': 'cust-9' },
  });
  add(at(D, 7), 'crm', 'customers.export', 'user8', 'EXPORT', 'customers', {
    ...globex,
    id: 'export-all',
    attributes: { 'audit.record.count': '15000', 'file.name': 'c.csv' },
  });
  add(at(D, 19), 'crm', 'customers.export', 'user1', 'EXPORT', 'customers', {
    id: 'export-month',
    attributes: { 'audit.record.count': '20', 'audit.reason': 'monthly report' },
  });
  for (let i = 0; i < 5; i++) {
    add(at(D, 8, i), 'crm', 'record.delete', 'user2', 'DELETE', `cust-${i}`);
  }
  for (let i = 0; i < 4; i++) {
    add(at(D, 9, i), 'crm', 'record.read', 'user6', 'READ', `vip-${i}`, {
      outcome: 'failure',
      attributes: {
        'http.response.status_code': '403',
        'error.type': 'permission_denied',
        'audit.target.type': 'customer',
      },
    });
  }
  add(at(D, 10), 'crm', 'record.read', 'user9', 'READ', 'cust-1', {
    id: 'crossing',
    attributes: { 'user.tenant.id': 'globex' },
  });
  const request = (id: string, given: Given = {}) => ({ ...given, attributes: { 'approval.request.id': id } });
  add(at(D - 9, 1), 'privacy', 'dsr.received', 'portal', 'CREATE', 'cust-8', request('DSR-0'));
  add(at(D - 7, 1), 'privacy', 'dsr.completed', 'user1', 'UPDATE', 'cust-8', request('DSR-0'));
  add(at(D - 2, 1), 'privacy', 'dsr.received', 'portal', 'CREATE', 'cust-9', request('DSR-1'));
  add(at(D, 1), 'privacy', 'dsr.completed', 'user1', 'UPDATE', 'cust-9', request('DSR-1', { id: 'dsr-done' }));
  add(at(D - 5, 1), 'privacy', 'dsr.received', 'portal', 'CREATE', 'cust-10', request('DSR-2'));
}

function changes(add: Add) {
  add(at(D, 11), 'platform', 'config.update', 'user0', 'UPDATE', 'retention.days', {
    id: 'untracked',
    attributes: { 'audit.change.before': '2557', 'audit.change.after': '30' },
  });
  add(at(D, 11, 5), 'platform', 'deploy.completed', 'ci', 'EXECUTE', 'crm:v2', {
    id: 'tracked',
    attributes: { 'ticket.id': 'CHG-9', 'audit.actor.type': 'service', 'user_agent.original': 'pipeline/1' },
  });
}

function logging(add: Add) {
  add(at(D, 13), 'platform', 'audit.logging.pause', 'user0', 'DISABLE', 'audit-pipeline', { id: 'paused' });
  add(at(D, 14), 'crm', 'record.update', 'user1', 'UPDATE', 'cust-4', { id: 'twice-with-two-contents' });
  add(at(D, 14), 'crm', 'record.update', 'user1', 'UPDATE', 'cust-5', { id: 'twice-with-two-contents' });
  add(at(D + 1, 14), 'iam', 'session.end', 'user1', 'LOGOUT', '/session', { ingestedAfter: 7200 });
  add(at(D + 1, 15), 'platform', 'health.check', 'user1', 'EXECUTE', 'api', { ingestedAfter: -5 });
  add(at(D + 1, 16), 'legacy', 'something', '', '', '', {
    id: '',
    outcome: '',
    source: '',
    attributes: { 'audit.actor.type': '', 'user_agent.original': '' },
  });
}

/** The row as the storing view would have written it. */
function rowOf(event: StoryEvent, index: number) {
  const attributes = {
    'audit.record.id': event.id,
    'audit.tenant.id': event.tenant,
    'audit.actor.id': event.actor,
    'audit.action': event.action,
    'audit.outcome': event.outcome,
    'audit.target.id': event.target,
    'client.address': event.source,
    ...event.attributes,
  };
  const iso = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
  return {
    Timestamp: iso(event.time),
    IngestTime: iso(event.time + event.ingestedAfter * 1000),
    ServiceName: event.service,
    EventName: event.event,
    Body: event.event,
    SeverityNumber: 9,
    ResourceAttributes: { 'service.name': event.service },
    LogAttributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== '')),
    RecordHash: sha256(`${index}`).readBigUInt64LE().toString(),
  };
}

/** Stores the story in the database that the client is bound to. */
export async function tell(client: ClickHouseClient, events: readonly StoryEvent[]): Promise<void> {
  await client.insert({ table: 'otel_audit_logs', values: events.map(rowOf), format: 'JSONEachRow' });
}
