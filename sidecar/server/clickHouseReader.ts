import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

import { LONG_ANSWER_BYTES, LongAnswers } from './longAnswers';
import { Problem } from './problem';
import { whenAnswered } from './requestSignal';
import { type Sql } from '../../queries/sql';
import { errorCode } from '../errorCode';

export interface Rows<Row> {
  rows: Row[];
  /** There was more than fits into one answer. */
  cut: boolean;
}

/** Asks ClickHouse with a right to read and nothing more. What is asked stops when the signal does. */
export interface Reader {
  /** Every row. @throws Problem in words for the caller, also when they do not fit into one answer */
  all<Row>(query: Sql, signal: AbortSignal): Promise<Row[]>;
  /** As many as fit into one answer. @throws Problem in words for the caller */
  asFit<Row>(query: Sql, signal: AbortSignal): Promise<Rows<Row>>;
}

/** @param maxBytes longest answer, as JSON */
export function clickHouseReader(client: ClickHouseClient, maxBytes: number): Reader {
  const long = new LongAnswers();
  const asFit = <Row>(query: Sql, signal: AbortSignal) => readRows<Row>(client, query, { maxBytes, long }, signal);
  return {
    asFit,
    async all<Row>(query: Sql, signal: AbortSignal) {
      const { rows, cut } = await asFit<Row>(query, signal);
      if (cut) {
        throw new Problem(422, 'The answer would be larger than GIROK_SERVE_ANSWER_MB allows. Ask of a shorter time.');
      }
      return rows;
    },
  };
}

/** ClickHouse holds the answer back until the query is done, so that one that fails half way is no short answer. */
async function readRows<Row>(
  client: ClickHouseClient,
  query: Sql,
  { maxBytes, long }: { maxBytes: number; long: LongAnswers },
  signal: AbortSignal
): Promise<Rows<Row>> {
  signal.throwIfAborted();
  try {
    const result = await client.query({
      query: query.text,
      format: 'JSONEachRow',
      query_id: `girok-serve-${randomUUID()}`,
      abort_signal: signal,
      clickhouse_settings: {
        readonly: '2',
        cancel_http_readonly_queries_on_client_close: 1,
        wait_end_of_query: 1,
        output_format_json_quote_64bit_integers: 0,
      },
    });
    const rows: Row[] = [];
    let bytes = 0;
    let isLong = false;
    const close = () => result.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      for await (const block of result.stream<Row>()) {
        for (const row of block) {
          bytes += row.text.length;
          if (bytes > maxBytes) {
            return { rows, cut: true };
          }
          if (bytes > LONG_ANSWER_BYTES && !isLong) {
            isLong = true;
            await long.enter(signal);
            // its rows are kept until the answer is sent
            whenAnswered(signal, () => long.leave(signal));
          }
          rows.push(row.json());
        }
      }
    } finally {
      signal.removeEventListener('abort', close);
    }
    signal.throwIfAborted();
    return { rows, cut: false };
  } catch (error) {
    throw signal.aborted ? signal.reason : clickHouseProblem(error);
  }
}

/** Codes of ClickHouse's ErrorCodes.cpp. */
const TOO_MUCH = new Set(['158', '241', '307', '396']);
const MISSING = new Set(['60', '81']);
const REFUSED = new Set(['192', '193', '194', '497', '516']);

/** What ClickHouse answered, in words for the caller; its own words are for the log. */
function clickHouseProblem(error: unknown): Problem {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = String(errorCode(error) ?? '');
  if (!(error instanceof ClickHouseError)) {
    return new Problem(503, 'ClickHouse does not answer.', detail);
  }
  if (code === '159') {
    return new Problem(504, 'ClickHouse has stopped the query: it took too long. Ask of a shorter time.', detail);
  }
  if (TOO_MUCH.has(code)) {
    return new Problem(422, 'The query reads too much. Ask of a shorter time, or for less.', detail);
  }
  if (MISSING.has(code)) {
    return new Problem(503, 'The tables are not there. `girok migrate up` makes them.', detail);
  }
  if (REFUSED.has(code)) {
    return new Problem(503, 'ClickHouse refuses the user of girok. `girok doctor` says what it lacks.', detail);
  }
  return new Problem(502, 'ClickHouse could not answer the query. The log of girok says why.', detail);
}
