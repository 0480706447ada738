import { type DataFrame } from '@grafana/data';

import { type Facts } from './attention';
import { type Row, rowsOfFrame } from '../../scenes/rows';

/** Reads the answers of the Overview's questions, found by their refId. */
export function factsOf(series: DataFrame[]): Facts {
  const rows = (refId: string) => rowsOfFrame(series.find((one) => one.refId === refId));
  const [letters] = rows('dead_letters');
  return {
    services: rows('health').map((row) => ({
      service: row.text('service'),
      requests: row.number('requests'),
      failed: row.number('failed'),
      p95: nanoseconds(row, 'p95'),
      requestsBefore: row.number('requests_before'),
      failedBefore: row.number('failed_before'),
      rateBefore: row.number('rate_before'),
      p95Before: nanoseconds(row, 'p95_before'),
    })),
    freshness: rows('freshness').map((row) => ({
      signal: row.text('signal'),
      age: measured(row, 'age'),
      rate: row.number('rate'),
    })),
    deadLetters: letters?.number('letters') ?? 0,
    deadLetterReason: letters?.text('reason') ?? '',
    failedLogins: rows('failed_logins'),
  };
}

const measured = (row: Row, column: string) => (row.text(column) === '' ? null : row.number(column));

/** The table shows milliseconds; services are judged in ns. */
function nanoseconds(row: Row, column: string): number | null {
  const ms = measured(row, column);
  return ms === null ? null : ms * 1e6;
}
