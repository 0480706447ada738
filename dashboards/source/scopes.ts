import { type Sql } from '../../queries/sql';
import { DEFAULT_TABLES } from '../../queries/tables';

/** Where `girok migrate` puts everything; `GIROK_DATABASE` of the build names another database. */
export const TABLES = { ...DEFAULT_TABLES, database: process.env.GIROK_DATABASE ?? DEFAULT_TABLES.database };

/** What a builder of `queries/` is asked of: our tables, the dashboard's time range, rows with a condition. */
export const rowsWith = (where: Sql) => ({ tables: TABLES, range: 'dashboard' as const, where });
