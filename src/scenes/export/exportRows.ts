import { csvLine } from './csv';

/** Files that rows can be exported to. */
export const FORMATS = { csv: 'text/csv;charset=utf-8', jsonl: 'application/jsonl;charset=utf-8' } as const;
export type Format = keyof typeof FORMATS;

/** Most rows of one export; a browser holds the file until it is saved. */
export const MAX_ROWS = 200_000;

type ExportRow = Readonly<Record<string, unknown>>;

/** Rows page by page: each says where the next one begins, the last one does not. */
export interface ExportSource<Cursor> {
  columns: readonly string[];
  page(after: Cursor | undefined, signal: AbortSignal): Promise<{ rows: ExportRow[]; next?: Cursor }>;
}

export interface ExportOptions {
  format: Format;
  signal: AbortSignal;
  onProgress: (rows: number) => void;
  maxRows?: number;
}

export interface ExportResult {
  file: Blob;
  rows: number;
  /** There were more rows than one export takes. */
  cut: boolean;
}

/**
 * Asks for one page after the other and writes each to the file before it asks for the next, so that rows are in memory
 * one page at a time. @throws what the source throws, and an Error when the signal says so
 */
export async function exportRows<Cursor>(
  source: ExportSource<Cursor>,
  { format, signal, onProgress, maxRows = MAX_ROWS }: ExportOptions
): Promise<ExportResult> {
  const parts: Blob[] = format === 'csv' ? [new Blob([csvLine(source.columns)])] : [];
  const line = (row: ExportRow) =>
    format === 'csv' ? csvLine(source.columns.map((column) => row[column])) : `${JSON.stringify(row)}\n`;
  let written = 0;
  let cut = false;
  for (let after: Cursor | undefined, more = true; more && !cut; ) {
    const { rows, next } = await source.page(after, signal);
    if (signal.aborted) {
      throw new Error('The export was cancelled');
    }
    const taken = rows.slice(0, maxRows - written);
    parts.push(new Blob([taken.map(line).join('')]));
    written += taken.length;
    onProgress(written);
    cut = taken.length < rows.length || (written === maxRows && next !== undefined);
    after = next;
    more = next !== undefined;
  }
  return { file: new Blob(parts, { type: FORMATS[format] }), rows: written, cut };
}
