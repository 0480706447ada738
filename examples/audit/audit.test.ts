import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';

import { audit, type AuditEvent, type Elsewhere } from './audit';

const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const ROLE_CHANGE: AuditEvent = {
  event: 'role.assign',
  action: 'ASSIGN_ROLE',
  tenant: 'acme',
  actor: { id: 'user-17', type: 'user', address: '203.0.113.9' },
  target: { id: 'user-9', type: 'user' },
  outcome: 'success',
  change: { before: ['viewer'], after: ['viewer', 'auditor'] },
  sentence: 'user-17 changed the roles of user-9',
};

function recordOf(event: Partial<AuditEvent> = {}, elsewhere?: Elsewhere) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor(exporter)] });
  audit(provider.getLogger('test'), { ...ROLE_CHANGE, ...event }, elsewhere);
  return exporter.getFinishedLogRecords()[0];
}

test('an event becomes a record with the canonical attributes', () => {
  const { attributes, body, eventName, severityNumber } = recordOf();
  expect(eventName).toBe('role.assign');
  expect(body).toBe('user-17 changed the roles of user-9');
  expect(severityNumber).toBeUndefined();
  expect(attributes).toEqual({
    'audit.record.id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    'audit.actor.id': 'user-17',
    'audit.actor.type': 'user',
    'audit.action': 'ASSIGN_ROLE',
    'audit.target.id': 'user-9',
    'audit.target.type': 'user',
    'audit.outcome': 'success',
    'audit.tenant.id': 'acme',
    'client.address': '203.0.113.9',
    'audit.change.before': '["viewer"]',
    'audit.change.after': '["viewer","auditor"]',
  });
});

test('a failure has its reason', () => {
  const { attributes } = recordOf({ outcome: 'failure', reason: 'role admin is required' });
  expect(attributes).toMatchObject({ 'audit.outcome': 'failure', 'audit.reason': 'role admin is required' });
});

test('a past event has its own time and belongs to its own span', () => {
  const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  const record = recordOf({}, { timestamp: [1_700_000_000, 5], context });
  expect(record.hrTime).toEqual([1_700_000_000, 5]);
  expect(record.hrTimeObserved).toEqual([1_700_000_000, 5]);
  expect(record.spanContext).toMatchObject(spanContext);
});

test('two records never share an id', () => {
  expect(recordOf().attributes['audit.record.id']).not.toBe(recordOf().attributes['audit.record.id']);
});
