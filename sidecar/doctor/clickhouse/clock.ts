import { sql } from '../../../queries/sql';
import { check } from '../check';
import { ok, type Verdict, warning } from '../verdict';

/** More than computers that keep the time differ by. Milliseconds. */
const NOTICEABLE_MS = 2000;

export interface ClockFacts {
  /** Milliseconds since 1970, by ClickHouse. */
  server: number;
  /** By this machine, before the question and after the answer. */
  before: number;
  after: number;
}

/** The answer may have been made at any time between question and answer: only what lies outside is a difference. */
export function judgeClock({ server, before, after }: ClockFacts): Verdict[] {
  const ahead = server > after ? server - after : server < before ? server - before : 0;
  if (Math.abs(ahead) <= NOTICEABLE_MS) {
    return [ok('ClickHouse and this machine agree')];
  }
  const seconds = (Math.abs(ahead) / 1000).toFixed(1);
  return [
    warning(
      `the clock of ClickHouse is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the one of this machine`,
      'Let both keep the time by NTP: lag, retention and the time range of questions are computed from both.'
    ),
  ];
}

export const clock = check<ClockFacts>({
  area: 'ClickHouse',
  name: 'clock',
  needs: ['ClickHouse'],
  probe: async ({ ask }) => {
    const before = Date.now();
    const [{ server }] = await ask<{ server: string }>(sql`SELECT toUnixTimestamp64Milli(now64(3)) AS server`);
    return { server: Number(server), before, after: Date.now() };
  },
  judge: judgeClock,
});
