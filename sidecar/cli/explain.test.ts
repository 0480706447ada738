import { exitCodeOf, explain } from './explain';
import { EXIT } from './output';
import { Interrupted } from '../migrate/apply/runContext';
import { LockHeld, LockLost } from '../migrate/lock/lock';
import { StoppedWithQueues } from '../migrate/queues/queueGuard';
import { MigrationRefused } from '../migrate/refused';

const held = new LockHeld({
  fence: 1,
  holder: { runner: 'girok 1', host: 'h', pid: 2 },
  leaseMs: 30_000,
  silentMs: 4000,
  since: '2026-01-01 00:00:00.000',
  released: false,
});

test.each<[string, unknown, number]>([
  ['refused', new MigrationRefused('no'), EXIT.refused],
  ['another runner', held, EXIT.locked],
  ['interrupted', new Interrupted(), EXIT.interrupted],
  ['interrupted, and queues were put back', new StoppedWithQueues(new Interrupted(), ['q is back']), EXIT.interrupted],
  ['lost its lock', new LockLost(), EXIT.failed],
  ['anything else', new Error('x'), EXIT.failed],
  ['no error at all', 'x', EXIT.failed],
])('exit code: %s', (_, error, code) => expect(exitCodeOf(error)).toBe(code));

test('what a failure says tells what to do', () => {
  expect(explain(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toMatch(
    /does not answer.*GIROK_CLICKHOUSE_URL/
  );
  expect(explain(Object.assign(new Error(''), { code: 'EHOSTUNREACH' }))).toMatch(/does not answer/);
  const noAddress = Object.assign(new Error('getaddrinfo ENOTFOUND ch.svc'), { code: 'ENOTFOUND' });
  expect(explain(noAddress)).toMatch(/ch\.svc.*Check the name in .*GIROK_CLICKHOUSE_URL/);
  expect(explain(held)).toMatch(/last sign of life 4 s ago.*can be taken over 26 s from now/s);
  expect(explain(new StoppedWithQueues(new Error('no disk'), ['q is back']))).toBe('no disk\nq is back');
});
