import { CONSUMER_SAMPLES, LAG_SAMPLES, recently } from '../lag/samples';
import { identifier, type Sql, sql } from '../sql';

/** Older samples say nothing about now; that there are none is what the rule "monitor blind" is for. Minutes. */
const RECENT_MINUTES = 2;

export const lagSamples = (database: string) => identifier(`${database}.${LAG_SAMPLES}`);
export const consumerSamples = (database: string) => identifier(`${database}.${CONSUMER_SAMPLES}`);

/**
 * The newest of each partition: `signal`, `topic`, `partition`, `status`, `lag`, `seconds`, `produced`, `used`, of the
 * broker where it has told anything lately, else of ClickHouse. What is not known is 0.
 */
export const newestPartitions = (database: string): Sql => sql`(
  SELECT CAST(Signal, 'String') AS signal, CAST(Topic, 'String') AS topic, toString(Partition) AS partition,
    argMax(toString(Status), rank) AS status,
    argMax(toFloat64(ifNull(Lag, 0)), rank) AS lag,
    argMax(ifNull(LagSeconds, 0), rank) AS seconds,
    argMax(ifNull(Produced, 0), rank) AS produced,
    argMax(ifNull(RetentionUsed, 0), rank) AS used
  FROM (SELECT *, (Source = 'broker', Time) AS rank FROM ${lagSamples(database)} WHERE ${recently(RECENT_MINUTES)})
  GROUP BY signal, topic, partition
)`;

/**
 * The newest look at each queue, over all its consumers: `signal`, `queue`, `consumers`, `partitions`, `missing`
 * (dependencies), `failing` (consumers with an exception that holds) and `views` (those where a view threw it). All
 * consumers of one look have its time.
 */
export const newestQueues = (database: string): Sql => sql`(
  SELECT CAST(Signal, 'String') AS signal, CAST(Queue, 'String') AS queue,
    countIf(Consumer != '') AS consumers, sum(Partitions) AS partitions, max(length(MissingDependencies)) AS missing,
    countIf(ExceptionKind != '') AS failing, countIf(ExceptionKind != '' AND FailedView != '') AS views
  FROM ${consumerSamples(database)}
  WHERE ${recently(RECENT_MINUTES)} AND (Signal, Time) IN (
    SELECT Signal, max(Time) FROM ${consumerSamples(database)} WHERE ${recently(RECENT_MINUTES)} GROUP BY Signal
  )
  GROUP BY signal, queue
)`;
