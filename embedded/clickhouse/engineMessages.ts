/** One statement for an engine thread. */
export interface EngineJob {
  sql: string;
  /** Output format when the statement names none. */
  format: string;
  /** Statements run first in the same fresh session. */
  setup: string[];
  /** Whether to ask the engine for chunks first. */
  streams: boolean;
}

/** What the engine counted. */
export interface EngineStats {
  /** Rows and bytes read; known only for results that were not streamed. An INSERT from a file counts the rows of the file. */
  rowsRead: number;
  bytesRead: number;
  /** Rows of the result; known only for streamed results. */
  resultRows: number;
  elapsedSeconds: number;
}

export type ToEngineThread = { type: 'start'; job: EngineJob } | { type: 'pull' };

export type FromEngineThread =
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'done'; stats: EngineStats }
  | { type: 'failed'; message: string };

/** Start data of an engine thread. `cancelled[0]` is 1 while the current statement should stop: readable in a blocked thread. */
export interface EngineThreadData {
  enginePath: string;
  cancelled: Int32Array;
}
