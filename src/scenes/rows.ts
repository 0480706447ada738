import { type DataFrame } from '@grafana/data';

/** One row of an answer, read by column name. A column that is missing reads as empty, 0 or []. */
export interface Row {
  text(column: string): string;
  number(column: string): number;
  /** An array column; it comes as an array or, from formats that flatten, as its JSON text. */
  list(column: string): unknown[];
}

export function rowsOfFrame(frame: DataFrame | undefined): Row[] {
  if (!frame) {
    return [];
  }
  const columns = new Map(frame.fields.map((field) => [field.name, field.values]));
  return Array.from({ length: frame.length }, (_, row) => {
    const valueOf = (column: string): unknown => columns.get(column)?.[row];
    return {
      text: (column) => String(valueOf(column) ?? ''),
      number: (column) => Number(valueOf(column) ?? 0),
      list: (column) => listOf(valueOf(column)),
    };
  });
}

function listOf(value: unknown): unknown[] {
  if (typeof value !== 'string') {
    return Array.isArray(value) ? value : [];
  }
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** A column of counts, such as a trend. */
export const countsOf = (row: Row, column: string): number[] => row.list(column).map(Number);
