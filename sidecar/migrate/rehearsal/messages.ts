import { type DatabaseSchema } from './schema';

/** What the parent asks of the scratch engine, once. Through IPC: statements are long, and argv can be read by others. */
export interface ScratchJob {
  /** An empty directory; it becomes the working directory, and is deleted if the parent dies. */
  dir: string;
  database: string;
  collections: string[];
  cluster?: string;
  /** Already applied statements: run to the end, whatever fails. */
  before: string[];
  /** Statements to come: run up to the first that fails. */
  after: string[];
}

export interface ScratchResult {
  type: 'done';
  engineVersion: string;
  /** Error of each statement in order, null for success; shorter than the list when it stopped. */
  before: Array<string | null>;
  after: Array<string | null>;
  schemaBefore: DatabaseSchema;
  schemaAfter: DatabaseSchema;
}

export type ScratchOutcome = ScratchResult | { type: 'failed'; message: string };
