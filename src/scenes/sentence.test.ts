import { type AuditEvent } from './auditEvents';
import { outcomeBadge, sentenceOf } from './sentence';

const EVENT: AuditEvent = {
  id: '1-1',
  time: 0,
  actor: 'user-17',
  actorType: 'user',
  action: 'EXPORT',
  target: '',
  targetType: '',
  outcome: 'success',
  source: '',
  tenant: 'acme',
  service: 'billing',
  event: '',
  body: '',
  severity: '',
  trace: '',
  span: '',
  record: '',
  ingested: 0,
  attributes: {},
  resource: {},
};

const words = (event: Partial<AuditEvent>) => {
  const { subject, predicate, origin } = sentenceOf({ ...EVENT, ...event });
  return [subject, predicate, origin].filter(Boolean).join(' ');
};

test.each<[string, Partial<AuditEvent>, string]>([
  [
    'a count and a type',
    { targetType: 'invoice', attributes: { 'audit.record.count': '1204' } },
    'user-17 exported 1,204 invoices',
  ],
  [
    'a failure is an attempt',
    { outcome: 'failure', targetType: 'invoice', target: 'inv-1' },
    'user-17 tried to export invoice inv-1',
  ],
  ['where it came from', { action: 'LOGIN', source: '203.0.113.9' }, 'user-17 logged in from 203.0.113.9'],
  ['a log-in has no object', { action: 'LOGIN', target: 'session-1', outcome: 'failure' }, 'user-17 tried to log in'],
  [
    'an action that we do not know is written as it came',
    { action: 'REINDEX', target: 'orders' },
    'user-17 reindex orders',
  ],
  [
    'a target that names its type',
    { action: 'READ', target: 'invoice/7', targetType: 'invoice' },
    'user-17 read invoice/7',
  ],
  [
    'no action: the event speaks for itself',
    { action: '', actor: 'unknown', body: 'disk is full' },
    'billing disk is full',
  ],
  ['no action and no body: the event name', { action: '', body: '', event: 'gc.done' }, 'user-17 gc.done'],
  ['a count that is none', { target: 'x', attributes: { 'audit.record.count': 'many' } }, 'user-17 exported x'],
])('%s', (_, event, sentence) => expect(words(event)).toBe(sentence));

test.each([
  ['failure', { 'audit.outcome': 'denied' }, 'denied', true],
  ['failure', {}, 'failed', true],
  ['success', {}, 'ok', false],
  ['unknown', {}, 'unknown', false],
])('outcome %s %j is said as %s', (outcome, attributes, text, failed) => {
  expect(outcomeBadge({ ...EVENT, outcome, attributes: attributes as Record<string, string> })).toEqual({
    text,
    failed,
  });
});
