import { type Engine } from './engine';
import { type Filling } from './layouts/layout';
import { DAY_MS, END } from './rows';
import { identifier, literal, type Sql, sql } from '../../queries/sql';

/** What it costs to have the rows in a layout. */
export interface Stored {
  rows: number;
  parts: number;
  /** After merging. */
  bytesPerRow: number;
  dataBytesPerRow: number;
  indexBytesPerRow: number;
  /** Of the insert alone, with the views behind the table, no merges. */
  rowsPerCpuSecond: number;
}

/** One thread and the same blocks for everybody. */
const INSERT = {
  max_threads: 1,
  max_insert_threads: '1',
  min_insert_block_size_rows: '262144',
  min_insert_block_size_bytes: '1000000000',
  max_partitions_per_insert_block: '1000',
} as const;

/**
 * Inserts the rows and merges each partition into one part, but for the last day: that comes in `fresh` inserts after the
 * merge and stays as it came, as the part of a table does that is being written. 0: it is merged as well.
 */
export async function fill(engine: Engine, target: Filling, source: Sql, fresh: number): Promise<Stored> {
  const table = identifier(target.table);
  const lastDay = sql`fromUnixTimestamp64Milli(${literal(END - DAY_MS)}, 'UTC')`;
  const insert = (condition: Sql) =>
    engine.run(
      sql`INSERT INTO ${table} (${target.columns}) SELECT ${target.select} FROM ${source} WHERE ${condition} ORDER BY n`,
      INSERT
    );
  await engine.run(sql`SYSTEM STOP MERGES ${table}`);
  const cost = await engine.cost(() => insert(fresh === 0 ? sql`1` : sql`Timestamp < ${lastDay}`));
  const [{ inserted }] = await engine.rows<{ inserted: number }>(
    sql`SELECT toUInt32(count()) AS inserted FROM ${table}`
  );
  await engine.run(sql`SYSTEM START MERGES ${table}`);
  await engine.run(sql`OPTIMIZE TABLE ${table} FINAL`);
  const size = await sizeOf(engine, target.table);
  await engine.run(sql`SYSTEM STOP MERGES ${table}`);
  for (let i = 0; i < fresh; i++) {
    const slice = DAY_MS / fresh;
    const at = (part: number) => sql`fromUnixTimestamp64Milli(${literal(END - DAY_MS + part * slice)}, 'UTC')`;
    await insert(sql`Timestamp >= ${at(i)}${i + 1 < fresh ? sql` AND Timestamp < ${at(i + 1)}` : sql``}`);
  }
  return { ...size, rowsPerCpuSecond: inserted / cost.cpu };
}

async function sizeOf(engine: Engine, table: string): Promise<Omit<Stored, 'rowsPerCpuSecond'>> {
  const [database, name] = table.split('.').map(literal);
  const parts = await engine.rows<{ rows: number; disk: number; data: number; indexes: number }>(
    sql`SELECT rows, bytes_on_disk AS disk, data_compressed_bytes AS data, secondary_indices_compressed_bytes AS indexes
    FROM system.parts WHERE active AND database = ${database} AND table = ${name}
    SETTINGS output_format_json_quote_64bit_integers = 0`
  );
  const sum = (of: keyof (typeof parts)[number]) => parts.reduce((total, part) => total + part[of], 0);
  const rows = sum('rows');
  return {
    rows,
    parts: parts.length,
    bytesPerRow: sum('disk') / rows,
    dataBytesPerRow: sum('data') / rows,
    indexBytesPerRow: sum('indexes') / rows,
  };
}
