import { sql } from '../../../queries/sql';
import { check } from '../check';
import { explainError } from '../explainError';
import { failure, ok, type Verdict } from '../verdict';

interface Answer {
  url: string;
  /** Set when there was none. */
  error?: unknown;
  version?: string;
  tookMs: number;
}

export function judgeAnswer({ url, error, version, tookMs }: Answer): Verdict[] {
  if (error === undefined) {
    return [ok(`version ${version} at ${url}, in ${Math.round(tookMs)} ms`)];
  }
  const { text, next } = explainError(error);
  return [failure(`${url} does not answer as it should: ${text}`, next)];
}

export const answers = check<Answer>({
  area: 'ClickHouse',
  name: 'answers',
  proves: 'ClickHouse',
  probe: async ({ ask, config }) => {
    const begun = performance.now();
    const url = config.clickhouseUrl.replace(/\/\/[^@/]*@/, '//');
    try {
      const [{ version }] = await ask<{ version: string }>(sql`SELECT version() AS version`);
      return { url, version, tookMs: performance.now() - begun };
    } catch (error) {
      return { url, error, tookMs: performance.now() - begun };
    }
  },
  judge: judgeAnswer,
});
