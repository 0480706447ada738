/** An error of Jaeger's API. `traceID`: that of the trace which it is about. */
export interface JaegerError {
  code?: number;
  msg: string;
  traceID?: string;
}

/** What every answer of Jaeger's API looks like. */
export interface Envelope<Data> {
  data: Data;
  total: number;
  limit: number;
  offset: number;
  errors: JaegerError[] | null;
}

/** An answer with a list. Errors beside data are notes: what was cut, which trace was not found. */
export const listOf = <Item>(data: Item[], errors: JaegerError[] = []): Envelope<Item[]> => ({
  data,
  total: data.length,
  limit: 0,
  offset: 0,
  errors: errors.length > 0 ? errors : null,
});

/** An answer that is an error and nothing else. */
export const failure = (code: number, msg: string): Envelope<null> => ({
  data: null,
  total: 0,
  limit: 0,
  offset: 0,
  errors: [{ code, msg }],
});
