import { CONSUMER_SAMPLES } from '../lag/samples';
import { settings } from '../limits';
import { identifier, literal, type Sql, sql } from '../sql';
import { endOf, startOf, type TimeRange, within } from '../timeRange';

/** The newest are told. */
const MOST = 200;

/**
 * When partitions were taken away from the consumers of a queue: `time` (ms since 1970, of the sample that saw it first),
 * `queue`, `host` and `times` since the sample before. The newest first, at most 200.
 */
export function rebalances(database: string, range: TimeRange): Sql {
  return sql`SELECT toUnixTimestamp64Milli(at) AS time, queue, host, times FROM (
  SELECT Time AS at, CAST(Queue, 'String') AS queue, CAST(Host, 'String') AS host,
    toInt64(Revocations) - toInt64(lagInFrame(Revocations, 1, Revocations) OVER (
      PARTITION BY Queue, Host, Consumer ORDER BY Time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )) AS times
  FROM ${identifier(`${database}.${CONSUMER_SAMPLES}`)}
  WHERE ${within(sql`Time`, range)} AND Consumer != ''
    AND toStartOfHour(Time) >= toStartOfHour(${startOf(range)}) AND toStartOfHour(Time) <= toStartOfHour(${endOf(range)})
)
WHERE times > 0
ORDER BY time DESC, queue, host
LIMIT ${literal(MOST)}
${settings()}`;
}
