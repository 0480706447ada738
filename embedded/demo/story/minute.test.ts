import { DAY, LARGE_EXPORT, PASSWORD_GUESSING } from './day';
import { GUESSING_ADDRESS, type PlannedRequest, requestsOfMinute } from './minute';
import { decide } from './request';
import { TENANTS } from './tenants';

const day = new Map(Array.from({ length: DAY }, (_, i) => [DAY - i, requestsOfMinute(DAY - i)]));
const all = [...day.values()].flat();
const inMinutes = (from: number, to: number) =>
  [...day].filter(([minute]) => minute <= from && minute > to).flatMap(([, planned]) => planned);

test('a minute is the same each time it is asked for', () => {
  expect(requestsOfMinute(400)).toEqual(requestsOfMinute(400));
  expect(requestsOfMinute(400)).not.toEqual(requestsOfMinute(401));
});

test('a day has the traffic that it is meant to have', () => {
  // 6,125 by the hourly table, up to 810 by the rush at the end, 415 by the guessing, 1 export
  expect(all.length).toBeGreaterThan(6500);
  expect(all.length).toBeLessThan(7800);
});

test('office hours are busy and the night is quiet', () => {
  const [morning, night] = [inMinutes(420, 240), inMinutes(780 - 60, 780 - 240)];
  expect(morning.length).toBeGreaterThan(8 * night.length);
});

test('every tenant and nearly every user has a day of work', () => {
  expect(new Set(all.map(({ request }) => request.tenant))).toEqual(new Set(TENANTS));
  expect(new Set(all.map(({ request }) => request.actor.id)).size).toBeGreaterThan(190);
});

test('requests of a minute are in order and leave its end free', () => {
  for (const planned of day.values()) {
    const offsets = planned.map(({ offset }) => offset);
    expect([...offsets].sort((a, b) => a - b)).toEqual(offsets);
    expect(Math.max(0, ...offsets)).toBeLessThanOrEqual(50_000);
  }
});

test('some logins of the day fail, but few', () => {
  const logins = all.filter(
    ({ request }) => request.operation === 'login' && request.actor.address !== GUESSING_ADDRESS
  );
  const failed = logins.filter(({ request }) => decide(request).status === 401);
  expect(failed.length / logins.length).toBeGreaterThan(0.03);
  expect(failed.length / logins.length).toBeLessThan(0.1);
});

test('at night one address guesses passwords, and the last guess is right', () => {
  const isGuess = ({ request }: PlannedRequest) => request.actor.address === GUESSING_ADDRESS;
  const guesses = inMinutes(PASSWORD_GUESSING.from, PASSWORD_GUESSING.to).filter(isGuess);
  expect(all.filter(isGuess)).toHaveLength(guesses.length);
  expect(guesses).toHaveLength(9 * 46 + 1);
  expect(guesses.map(({ request }) => decide(request).status)).toEqual([...Array<number>(9 * 46).fill(401), 200]);
  expect(new Set(guesses.map(({ request }) => request.tenant))).toEqual(new Set(['globex']));
});

test('user-17 asks for 1,204 invoices once and is refused; nobody else asks for so many', () => {
  const large = [...day].flatMap(([minute, planned]) =>
    planned.filter(({ request }) => (request.records ?? 0) > 500).map(({ request }) => ({ minute, request }))
  );
  expect(large).toHaveLength(1);
  expect(large[0].minute).toBe(LARGE_EXPORT);
  expect(large[0].request).toMatchObject({
    operation: 'exportInvoices',
    records: 1204,
    actor: { id: 'user-17', address: '203.0.113.9' },
  });
  expect(decide(large[0].request).status).toBe(403);
});

test('there are role changes, and most are by admins', () => {
  const changes = all.filter(({ request }) => request.operation === 'assignRole' || request.operation === 'revokeRole');
  expect(changes.length).toBeGreaterThan(20);
  const byAdmins = changes.filter(({ request }) => request.actor.isAdmin);
  expect(byAdmins.length / changes.length).toBeGreaterThan(0.75);
  expect(changes.every(({ request }) => request.roles!.before.join() !== request.roles!.after.join())).toBe(true);
});
