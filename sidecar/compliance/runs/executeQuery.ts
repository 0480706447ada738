import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';

import { Problem } from '../../server/problem';
import { type SavedQuery } from '../catalogue/schema';

/** What bounds a run. */
export interface RunLimits {
  seconds: number;
  memoryBytes: number;
}

export interface Execution {
  /** As ClickHouse gets it. */
  sql: string;
  parameters: Readonly<Record<string, string | number>>;
  maxRows: number;
  limits: RunLimits;
  /** Kept by ClickHouse's query log. */
  comment: object;
  queryId: string;
  signal: AbortSignal;
}

/**
 * Runs a saved query with a right to read and nothing more. ClickHouse holds the answer back until the query is done, so
 * that one that fails half way gives no rows.
 * @returns the rows as lines of JSON
 * @throws Problem in words for whoever runs it; more rows than allowed are a problem, never a cut result
 */
export async function executeQuery(
  client: ClickHouseClient,
  { sql, parameters, maxRows, limits, comment, queryId, signal }: Execution
): Promise<AsyncIterable<Buffer>> {
  try {
    const { stream } = await client.exec({
      query: `${sql}\nFORMAT JSONEachRow`,
      query_params: { ...parameters },
      query_id: queryId,
      abort_signal: signal,
      clickhouse_settings: {
        readonly: '2',
        log_comment: JSON.stringify(comment),
        max_execution_time: limits.seconds,
        timeout_overflow_mode: 'throw',
        max_memory_usage: String(limits.memoryBytes),
        max_result_rows: String(maxRows),
        result_overflow_mode: 'throw',
        read_overflow_mode: 'throw',
        allow_introspection_functions: 0,
        cancel_http_readonly_queries_on_client_close: 1,
        wait_end_of_query: 1,
        output_format_json_quote_64bit_integers: 1,
        output_format_json_escape_forward_slashes: 0,
      },
    });
    return stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw signal.aborted ? signal.reason : queryProblem(error, maxRows, limits);
  }
}

/** Names and types of what a query returns, without running it. @throws Problem in words */
export async function describeQuery(
  client: ClickHouseClient,
  sql: string,
  parameters: Readonly<Record<string, string | number>>
): Promise<string[]> {
  try {
    const result = await client.query({
      query: `DESCRIBE TABLE (${sql})`,
      query_params: { ...parameters },
      format: 'JSONEachRow',
      clickhouse_settings: { readonly: '2', max_execution_time: 10 },
    });
    return (await result.json<{ name: string }>()).map(({ name }) => name);
  } catch (error) {
    throw error instanceof ClickHouseError
      ? new Problem(422, `ClickHouse cannot run this SQL: ${shortened(error.message)}`, error.message)
      : new Problem(503, 'ClickHouse does not answer, so the SQL could not be tried.', String(error));
  }
}

const shortened = (text: string) => text.split('\n')[0].slice(0, 500);

/** Something of the type for a parameter without a default, to try a query out with. */
export const sampleParameters = ({ parameters }: SavedQuery): Record<string, string | number> => ({
  from: '2026-01-01 00:00:00.000',
  to: '2026-01-02 00:00:00.000',
  tenant: '',
  ...Object.fromEntries(
    Object.entries(parameters).map(([name, { type, default: value, min }]) => [
      name,
      value ?? (type === 'String' ? '' : (min ?? 1)),
    ])
  ),
});

/** Codes of ClickHouse's ErrorCodes.cpp. */
function queryProblem(error: unknown, maxRows: number, { seconds, memoryBytes }: RunLimits): Problem {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (!(error instanceof ClickHouseError)) {
    return new Problem(
      503,
      'ClickHouse went away during the run. Nothing of the result is kept; run it again.',
      detail
    );
  }
  switch (error.code) {
    case '159':
    case '160':
      return new Problem(504, `The run was stopped after ${seconds} s. Ask of a shorter period.`, detail);
    case '241':
      return new Problem(
        422,
        `The run needs more than ${Math.round(memoryBytes / 2 ** 20)} MB. Ask of a shorter period, or of one tenant.`,
        detail
      );
    case '396':
    case '158':
      return new Problem(
        422,
        `The result has more than ${maxRows.toLocaleString('en')} rows. It is not cut off: ask of a shorter period, or of one tenant.`,
        detail
      );
    case '164':
    case '497':
      return new Problem(
        503,
        'The user of ClickHouse that runs saved queries may not read what this one reads.',
        detail
      );
    default:
      return new Problem(502, `ClickHouse could not run the query: ${shortened(error.message)}`, detail);
  }
}
