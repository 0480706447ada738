import { type Field, type Frame } from './frame';

/** The frame cannot become a time series: the query's author has to change it. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}

/**
 * Long format (a time, text columns, values, one row per series and time) to wide (one field per series, labelled),
 * missing values null. Frames that are not long are handed back. Source: the plugin SDK's data.LongToWide.
 * Throws FrameError when times are null or not ascending.
 */
export function longToWide(frame: Frame): Frame {
  const time = frame.fields.find(({ type }) => type === 'time');
  const factors = frame.fields.filter(({ type }) => type === 'string' || type === 'boolean');
  const values = frame.fields.filter((field) => field !== time && !factors.includes(field));
  if (!time || factors.length === 0 || values.length === 0) {
    return frame;
  }

  const rows = wideRows(time);
  const series = new Map<string, Field[]>();
  time.values.forEach((_, row) => {
    const labels = Object.fromEntries(factors.map((factor) => [factor.name, labelText(factor.values[row])]));
    const key = JSON.stringify(Object.values(labels));
    let fields = series.get(key);
    if (!fields) {
      fields = values.map((value) => emptySeries(value, labels, rows.firsts.length));
      series.set(key, fields);
    }
    fields.forEach((field, index) => copyValue(values[index], row, field, rows.wideRow[row]));
  });

  const byNameThenLabels = (left: Field, right: Field) =>
    compare(left.name, right.name) ||
    factors.reduce((order, { name }) => order || compare(left.labels?.[name] ?? '', right.labels?.[name] ?? ''), 0);
  return {
    ...frame,
    meta: { ...frame.meta, type: 'timeseries-wide', typeVersion: [0, 1] },
    fields: [pick(time, rows.firsts), ...[...series.values()].flat().sort(byNameThenLabels)],
  };
}

/** For each long row its wide row, and for each wide row the first long row with its time. */
function wideRows(time: Field): { wideRow: number[]; firsts: number[] } {
  const firsts: number[] = [];
  const wideRow = time.values.map((_, row) => {
    if (time.values[row] === null) {
      throw new FrameError('can not convert to wide series, input has null time values');
    }
    const order = row === 0 ? 1 : compareTimes(time, row, row - 1);
    if (order < 0) {
      throw new FrameError('long series must be sorted ascending by time to be converted');
    }
    if (order > 0) {
      firsts.push(row);
    }
    return firsts.length - 1;
  });
  return { wideRow, firsts };
}

function compareTimes({ values, nanos }: Field, left: number, right: number): number {
  return Number(values[left]) - Number(values[right]) || (nanos?.[left] ?? 0) - (nanos?.[right] ?? 0);
}

/** Null text and empty text are the same label. */
function labelText(value: unknown): string {
  return value === null ? '' : String(value);
}

function emptySeries({ name, type, frameType }: Field, labels: Record<string, string>, length: number): Field {
  return { name, type, frameType, nullable: true, labels, values: new Array<unknown>(length).fill(null) };
}

function copyValue(from: Field, row: number, to: Field, wideRow: number): void {
  to.values[wideRow] = from.values[row];
  if (from.nanos) {
    (to.nanos ??= new Array<number>(to.values.length).fill(0))[wideRow] = from.nanos[row];
  }
  for (const kind of ['NaN', 'Inf', 'NegInf'] as const) {
    if (from.entities?.[kind]?.includes(row)) {
      ((to.entities ??= {})[kind] ??= []).push(wideRow);
    }
  }
}

function pick(field: Field, rows: number[]): Field {
  return {
    ...field,
    nullable: false,
    values: rows.map((row) => field.values[row]),
    nanos: field.nanos && rows.map((row) => field.nanos![row]),
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
