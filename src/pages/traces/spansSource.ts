import { dateTime } from '@grafana/data';

import { type SpanCursor, spansPage } from '../../../queries/traces/pages';
import { type SpanScope } from '../../../queries/traces/spans';
import { queryOnce, rowsFrom } from '../../grafana/query';
import { type ExportSource } from '../../scenes/export/exportRows';
import { isoTime } from '../../scenes/export/isoTime';

/** Spans of one page: their attributes make them larger than they look. */
const PAGE = 2000;

const COLUMNS = [
  'time',
  'trace',
  'span',
  'parent',
  'service',
  'name',
  'kind',
  'duration',
  'status',
  'message',
  'attributes',
  'resource',
] as const;

/** All spans of a scope, newest first, as rows of a file; `duration` in ns. The range must be a fixed one. */
export function spansSource(
  dataSourceUid: string,
  scope: SpanScope & { range: { from: number; to: number } }
): ExportSource<SpanCursor> {
  const range = { from: dateTime(scope.range.from), to: dateTime(scope.range.to) };
  return {
    columns: COLUMNS,
    async page(after, signal) {
      const rows = rowsFrom(await queryOnce(dataSourceUid, spansPage(scope, PAGE, after), range, signal));
      return {
        rows: rows.map(({ nanoseconds, ...row }) => ({ ...row, time: isoTime(BigInt(String(nanoseconds))) })),
        next: rows.length === PAGE ? cursorOf(rows[PAGE - 1]) : undefined,
      };
    },
  };
}

const cursorOf = (row: Record<string, unknown>): SpanCursor => ({
  nanoseconds: BigInt(String(row.nanoseconds)),
  trace: String(row.trace),
  span: String(row.span),
  service: String(row.service),
  name: String(row.name),
});
