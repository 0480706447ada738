import { type DataFrame, LoadingState, type PanelData } from '@grafana/data';

export type Row = Record<string, unknown>;

/** What a query has answered so far. While it runs again, `rows` are still the former ones. */
export interface Answer {
  rows: Row[];
  loading: boolean;
  failure?: string;
}

export function answerOf(data: PanelData | undefined): Answer {
  const loading = !data || data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  const failed = data?.state === LoadingState.Error;
  return {
    rows: failed ? [] : rowsOf(data?.series[0]),
    loading,
    failure: failed ? (data.errors?.[0]?.message ?? data.error?.message ?? 'The query failed') : undefined,
  };
}

function rowsOf(frame: DataFrame | undefined): Row[] {
  return Array.from({ length: frame?.length ?? 0 }, (_, row) =>
    Object.fromEntries((frame?.fields ?? []).map((field) => [field.name, field.values[row] as unknown]))
  );
}

/** A column of text; null reads as empty. */
export const textOf = (row: Row, name: string): string => (row[name] == null ? '' : String(row[name]));

/** A column of numbers; null reads as 0. */
export const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);

/** A column of lists. */
export const listOf = (row: Row, name: string): unknown[] => (Array.isArray(row[name]) ? row[name] : []);
