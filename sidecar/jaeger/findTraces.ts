import { jaegerTrace, type JaegerTrace } from './jaegerTrace';
import { type JaegerLimits } from './limits';
import { jaegerTraceIds, type JaegerSearch } from '../../queries/jaeger/search';
import { jaegerSpans } from '../../queries/jaeger/spans';
import { type TableMapping } from '../../queries/tables';
import { spanInFull } from '../../queries/trace/spanInFull';
import { type Reader } from '../server/clickHouseReader';

export interface JaegerContext {
  reader: Reader;
  tables: TableMapping;
  limits: JaegerLimits;
}

/** Matching spans that are looked at for each trace that is wanted; more, as long as that finds too few. */
const REACHES = [10, 100, 1000];

/** Ids of the newest matching traces, newest first, and what was left out, in words. */
export async function findTraceIds(
  { reader, tables }: JaegerContext,
  search: JaegerSearch,
  limit: number,
  signal: AbortSignal
): Promise<{ ids: string[]; notes: string[] }> {
  let ids: string[] = [];
  for (const reach of REACHES) {
    const spans = limit * reach;
    const query = jaegerTraceIds(tables, search, { traces: limit, spans });
    const rows = await reader.all<{ trace: string; looked_at: number }>(query, signal);
    ids = rows.map(({ trace }) => trace);
    if (ids.length >= limit || (rows[0]?.looked_at ?? 0) < spans) {
      return { ids, notes: [] };
    }
  }
  const looked = limit * REACHES[REACHES.length - 1];
  return {
    ids,
    notes: [
      `Only the newest ${looked} matching spans were looked at; there may be more traces. Ask of a shorter time.`,
    ],
  };
}

/** The traces that are stored, in the order of the ids; of what does not fit, their warnings tell. `cut`: there are more. */
export async function readTraces(
  { reader, tables, limits }: JaegerContext,
  ids: readonly string[],
  signal: AbortSignal
): Promise<{ traces: JaegerTrace[]; cut: boolean }> {
  if (ids.length === 0) {
    return { traces: [], cut: false };
  }
  const { spansOfTrace, spansOfAnswer } = limits;
  const query = jaegerSpans(tables, ids, { ofTrace: spansOfTrace, ofAnswer: spansOfAnswer });
  const answer = await reader.asFit<{ trace: string } & Record<string, unknown>>(query, signal);
  const cut = answer.cut || answer.rows.length > spansOfAnswer;
  const rows = answer.rows.slice(0, spansOfAnswer);
  const last = rows.at(-1)?.trace;
  const traces = [...grouped(rows)].map(([id, spans]) => {
    const warnings =
      spans.length > spansOfTrace
        ? [`This trace has more than ${spansOfTrace} spans: only the first are here (GIROK_JAEGER_MAX_SPANS).`]
        : cut && id === last
          ? ['The answer became too large: of this trace only the first spans may be here. Ask for it alone.']
          : [];
    return jaegerTrace(id, spans.slice(0, spansOfTrace).map(spanInFull), warnings);
  });
  return { traces, cut };
}

/** Rows of one trace stand together. */
function grouped<Row extends { trace: string }>(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.trace);
    if (group) {
      group.push(row);
    } else {
      groups.set(row.trace, [row]);
    }
  }
  return groups;
}
