import { LoadingState, type PanelData } from '@grafana/data';

import { rowsFrom } from '../../grafana/query';
import { type Progress, progressOf } from '../progress';

export type Row = Record<string, unknown>;

/** What a query has answered so far. While it runs again, `rows` are still the former ones; a failed one has none. */
export interface Answer extends Progress {
  rows: Row[];
}

export function answerOf(data: PanelData | undefined): Answer {
  const frame = data?.state === LoadingState.Error ? undefined : data?.series[0];
  return { rows: frame ? rowsFrom(frame) : [], ...progressOf(data) };
}

/** A column of text; null reads as empty. */
export const textOf = (row: Row, name: string): string => (row[name] == null ? '' : String(row[name]));

/** A column of numbers; null reads as 0. */
export const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);

/** A column of lists. */
export const listOf = (row: Row, name: string): unknown[] => (Array.isArray(row[name]) ? row[name] : []);
