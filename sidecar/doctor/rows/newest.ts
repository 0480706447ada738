import { elapsedText } from '../../../queries/elapsedText';
import { identifier, sql } from '../../../queries/sql';
import { check } from '../check';
import { signalsOf } from '../signals';
import { ok, type Verdict } from '../verdict';

export interface NewestFacts {
  signal: string;
  /** Since the newest row was stored; undefined: none in the last hour. */
  ageSeconds?: number;
}

/** When rows come is the senders' business, so this only tells. */
export function judgeNewest(signals: NewestFacts[]): Verdict[] {
  return [
    ok(
      signals
        .map(({ signal, ageSeconds }) =>
          ageSeconds === undefined
            ? `no ${signal} in the last hour`
            : `${signal} ${elapsedText(Math.max(0, ageSeconds))} ago`
        )
        .join(', ')
    ),
  ];
}

export const newest = check<NewestFacts[]>({
  area: 'Rows',
  name: 'newest',
  needs: ['ClickHouse', 'database'],
  probe: async ({ ask, config }) =>
    Promise.all(
      signalsOf(config).map(async ({ signal, table }) => {
        const time = identifier(signal === 'metrics' ? 'TimeUnix' : 'Timestamp');
        const [{ rows, age }] = await ask<{ rows: string; age: string }>(sql`
          SELECT count() AS rows, dateDiff('second', max(IngestTime), now64(3)) AS age
          FROM ${identifier(`${config.database}.${table}`)} WHERE ${time} > now() - INTERVAL 1 HOUR`);
        return { signal, ageSeconds: Number(rows) > 0 ? Number(age) : undefined };
      })
    ),
  judge: judgeNewest,
});
