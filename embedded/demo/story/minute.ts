import { isIn, LARGE_EXPORT, PASSWORD_GUESSING, requestsPerMinute } from './day';
import { OPERATIONS, operationNames } from './operations';
import { type Random, seeded } from './random';
import { randomRequest, type ShopRequest } from './request';
import { randomTenant, userOf } from './tenants';

/** A request of the story: milliseconds after the beginning of its minute, and the seed of its durations. */
export interface PlannedRequest {
  offset: number;
  seed: number;
  request: ShopRequest;
}

const SEED = 20_260_120;
const MIX = operationNames.map((value) => ({ value, weight: OPERATIONS[value].weight }));

/** The last milliseconds of a minute stay free, so that what begins in the last minute has ended "now". */
const BUSY_MS = 50_000;

/** Everything that people ask of storefront in one minute, in the order of time. The same in every run. */
export function requestsOfMinute(minute: number): PlannedRequest[] {
  const random = seeded(SEED, minute);
  const expected = requestsPerMinute(minute);
  const count = Math.floor(expected * (0.75 + random.next() / 2) + random.next());
  const planned = Array.from({ length: count }, () => plan(random, nextRequest(random)));
  if (isIn(PASSWORD_GUESSING, minute)) {
    planned.push(...passwordGuesses(random, minute));
  }
  if (minute === LARGE_EXPORT) {
    planned.push(plan(random, largeExport()));
  }
  return planned.sort((a, b) => a.offset - b.offset);
}

/** An ordinary request of somebody. */
export const nextRequest = (random: Random): ShopRequest =>
  randomRequest(random, random.weighted(MIX), randomTenant(random));

function plan(random: Random, request: ShopRequest): PlannedRequest {
  return { offset: random.next() * BUSY_MS, seed: Math.floor(random.next() * 2 ** 31), request };
}

const GUESSES_PER_MINUTE = 46;
/** In 198.51.100.0/24, which is reserved for documentation (RFC 5737). */
export const GUESSING_ADDRESS = '198.51.100.23';

/** One address tries passwords on globex's users; the very last one is right. */
function passwordGuesses(random: Random, minute: number): PlannedRequest[] {
  const guesses = Array.from({ length: GUESSES_PER_MINUTE }, () => plan(random, guess(random.between(3, 14), 'wrong')));
  if (minute === PASSWORD_GUESSING.to + 1) {
    guesses.push({ ...plan(random, guess(11, 'right')), offset: BUSY_MS });
  }
  return guesses;
}

const guess = (user: number, password: 'right' | 'wrong'): ShopRequest => ({
  operation: 'login',
  tenant: 'globex',
  actor: { ...userOf('globex', user), address: GUESSING_ADDRESS },
  target: 'storefront',
  password,
});

/** user-17 of acme asks for far more than anybody before, and is refused. */
const largeExport = (): ShopRequest => ({
  operation: 'exportInvoices',
  tenant: 'acme',
  actor: userOf('acme', 16),
  target: 'acme/invoices',
  records: 1204,
});
