import { type Sql } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { type TimeRange } from '../../../queries/timeRange';
import { type Engine } from '../engine';

/** What a table of spans is asked with: its names for things, and the conditions that its makers tell people to write. */
export interface SpanTable {
  /** `database.table`, with FINAL where its makers read it so. */
  from: Sql;
  /** Beside those that every question has. */
  settings: Sql;
  within(range: TimeRange): Sql;
  ofTrace(id: string): Sql;
  ofService(name: string): Sql;
  attributeIs(key: string, value: string): Sql;
  failed: Sql;
  route: Sql;
  httpStatus: Sql;
}

/** The same of a table of audit events. */
export interface EventTable {
  from: Sql;
  settings: Sql;
  within(range: TimeRange): Sql;
  ofTrace(id: string): Sql;
  /** A condition, and the expression of the value. Keys are those of the attributes. */
  attributeIs(key: EventAttribute, value: string): Sql;
  attribute(key: EventAttribute): Sql;
}

export type EventAttribute = 'audit.actor.id' | 'audit.action' | 'audit.target.id' | 'audit.outcome' | 'tenant.id';

/** How a table gets the generated rows: `INSERT INTO table (columns) SELECT select FROM …`. */
export interface Filling {
  /** `database.table`. */
  table: string;
  columns: Sql;
  select: Sql;
}

/** One way to keep spans and audit events in ClickHouse. */
export interface Layout {
  name: string;
  title: string;
  /** For the builders of Girok's pages; absent where they are not what asks. */
  tables?: TableMapping;
  create(engine: Engine): Promise<void>;
  spans: SpanTable & Filling;
  /** Absent where the layout of audit events is that of another. */
  events?: EventTable & Filling;
  /** Whatever is kept beside the rows and is not filled by a view. */
  afterFilling?(engine: Engine): Promise<void>;
}
