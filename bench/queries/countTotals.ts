import { type Engine } from './engine';
import { TOTALS_TABLE } from '../../queries/services/totals';
import { identifier, sql } from '../../queries/sql';
import { rowsOf, type TableMapping } from '../../queries/tables';

/** Counts all hours of the spans at once, as the view of the totals does hour by hour. */
export async function countTotals(engine: Engine, tables: TableMapping): Promise<void> {
  const totals = identifier(`${tables.database}.${TOTALS_TABLE}`);
  await engine.run(sql`TRUNCATE TABLE ${totals}`);
  await engine.run(sql`INSERT INTO ${totals} (Time, ServiceName, SpanKind, Spans, Failed, LastSpan, Durations)
    SELECT toStartOfHour(Timestamp) AS Time, ServiceName, SpanKind, count(), countIf(IsError), max(Timestamp), quantilesTDigestState(0.5, 0.95, 0.99)(Duration)
    FROM ${rowsOf(tables, 'traces')} GROUP BY Time, ServiceName, SpanKind`);
  await engine.run(sql`OPTIMIZE TABLE ${totals} FINAL`);
}
