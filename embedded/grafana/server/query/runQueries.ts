import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';

import { EXACT_JSON } from './columns';
import { frameJson } from './frame';
import { type CompactAnswer, frameOf } from './frames';
import { FrameError } from './longToWide';
import { expandMacros, MacroError } from './macros';
import { type QueryRequest, type SqlQuery } from './queryRequest';

/** Longest run of one query, in seconds: the data source's default query timeout. */
const MAX_EXECUTION_SECONDS = 60;

/** One query's part of the answer to POST /api/ds/query: frames, or an error as Grafana words it. */
type Result = { status: 200; frame: string } | { status: 500; error: string; errorSource: 'downstream' };

export interface Answer {
  /** 200, or 400 when any query failed, as Grafana answers */
  status: 200 | 400;
  /** JSON text; frames hold integers that JSON.stringify would refuse */
  body: string;
}

/** Where queries go, and until when their answer is wanted. */
interface Engine {
  client: ClickHouseClient;
  /** The one data source that this is */
  dataSourceUid: string;
  signal: AbortSignal;
}

/** Runs all queries of a request at the same time. A query's failure is in its own result and leaves the others alone. */
export async function runQueries(engine: Engine, { queries, from, to }: QueryRequest): Promise<Answer> {
  const shown = queries.filter(({ hide }) => !hide);
  const results = await Promise.all(
    shown.map(async (query) => [query.refId, await runQuery(engine, query, { from, to })] as const)
  );
  const entries = results.map(([refId, result]) => `${JSON.stringify(refId)}:${resultJson(result)}`);
  return {
    status: results.some(([, { status }]) => status !== 200) ? 400 : 200,
    body: `{"results":{${entries.join(',')}}}`,
  };
}

async function runQuery(engine: Engine, query: SqlQuery, range: { from: number; to: number }): Promise<Result> {
  const { refId, rawSql, format, intervalMs, table, column } = query;
  const uid = query.datasource?.uid ?? engine.dataSourceUid;
  if (uid !== engine.dataSourceUid) {
    return refused(`The embedded preview has no data source "${uid}"; it has "${engine.dataSourceUid}".`);
  }
  if (rawSql.trim() === '') {
    return refused('The query has no rawSql.');
  }
  try {
    const executed = expandMacros(rawSql, { ...range, intervalMs, table, column });
    const answer = await ask(engine, executed);
    return { status: 200, frame: frameJson(frameOf(answer, { refId, format, executed })) };
  } catch (error) {
    return failure(error);
  }
}

/**
 * Only reads: readonly=2 forbids writes and DDL and still lets a query have settings, as the data source needs. The
 * answer is complete before its first byte, so an error in the middle is an error and not half an answer.
 */
async function ask({ client, signal }: Engine, query: string): Promise<CompactAnswer> {
  const answer = await client.query({
    query,
    format: 'JSONCompact',
    abort_signal: signal,
    clickhouse_settings: {
      ...EXACT_JSON,
      readonly: '2',
      max_execution_time: MAX_EXECUTION_SECONDS,
      cancel_http_readonly_queries_on_client_close: 1,
      wait_end_of_query: 1,
    },
  });
  return answer.json() as Promise<CompactAnswer>;
}

function failure(error: unknown): Result {
  if (error instanceof MacroError || error instanceof FrameError) {
    return refused(error.message);
  }
  const reason =
    error instanceof ClickHouseError
      ? `code: ${error.code}, message: ${error.message.replace(/[\s.]+$/, '')}`
      : reasonOf(error);
  return refused(`error querying the database: ${reason}`);
}

function refused(error: string): Result {
  return { status: 500, error, errorSource: 'downstream' };
}

/** Network failures of Node come as an aggregate without a message of its own. */
export function reasonOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return inner instanceof Error ? inner.message : String(inner);
}

function resultJson(result: Result): string {
  return 'frame' in result ? `{"status":200,"frames":[${result.frame}]}` : JSON.stringify({ ...result, frames: [] });
}
