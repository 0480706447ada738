import { type DataFrame } from '@grafana/data';

import { type Facts } from './attention';

/** Reads the answers of the Overview's questions, found by their refId. */
export function factsOf(series: DataFrame[]): Facts {
  const health = rowsOf(series, 'health');
  const letters = rowsOf(series, 'dead_letters')[0];
  return {
    services: health.map((row) => ({
      service: String(row.service ?? ''),
      requests: Number(row.requests ?? 0),
      rate: Number(row.rate ?? 0),
      errorShare: numberOrNull(row.error_share),
      p95: numberOrNull(row.p95),
      errorShareBefore: numberOrNull(row.error_share_before),
      p95Before: numberOrNull(row.p95_before),
    })),
    freshness: rowsOf(series, 'freshness').map((row) => ({
      signal: String(row.signal ?? ''),
      age: numberOrNull(row.age),
      rate: Number(row.rate ?? 0),
    })),
    deadLetters: Number(letters?.letters ?? 0),
    deadLetterReason: String(letters?.reason ?? ''),
  };
}

const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));

function rowsOf(series: DataFrame[], refId: string): Array<Record<string, unknown>> {
  const frame = series.find((one) => one.refId === refId);
  return Array.from({ length: frame?.length ?? 0 }, (_, row) =>
    Object.fromEntries((frame?.fields ?? []).map((field) => [field.name, field.values[row] as unknown]))
  );
}
