import { type ClickHouseClient } from '@clickhouse/client';

import { alterCommands } from './alterCommands';
import { plainSql } from './sqlTokens';
import { createdObject, droppedObject } from './statements';
import { literal, sql } from '../../queries/sql';

/** Something that is there, or is not, after a statement has taken effect. */
export interface Trace {
  /** `table otel.t`, `column otel.t.c`, `index otel.t.i`, `database otel`, `named collection c`. */
  thing: string;
  exists: boolean;
}

const ALTERED = /^ALTER TABLE (?:IF EXISTS )?([`"\w.]+)/i;
const ADDED = /^ADD (COLUMN|INDEX|PROJECTION) (?:IF NOT EXISTS )?([`"\w.]+)/i;
const DROPPED = /^DROP (COLUMN|INDEX|PROJECTION) (?:IF EXISTS )?([`"\w.]+)/i;
const RENAMED = /^RENAME COLUMN (?:IF EXISTS )?([`"\w.]+) TO ([`"\w.]+)/i;

/** What one can see afterwards of a statement. Empty for one that leaves nothing to see, such as INSERT or UPDATE. Pure. */
export function tracesOf(statement: string): Trace[] {
  const created = createdObject(statement);
  if (created) {
    const kind = created.kind === 'view' ? 'table' : created.kind;
    return [{ thing: `${kind} ${created.name}`, exists: true }];
  }
  const dropped = droppedObject(statement);
  if (dropped) {
    const kind = /^DROP (DATABASE|NAMED COLLECTION)\b/i.exec(plainSql(statement))?.[1].toLowerCase() ?? 'table';
    return [{ thing: `${kind} ${dropped}`, exists: false }];
  }
  const table = bare(ALTERED.exec(plainSql(statement))?.[1] ?? '');
  return (alterCommands(statement) ?? []).flatMap((command) => {
    const [, addedKind, added] = ADDED.exec(command) ?? [];
    const [, droppedKind, gone] = DROPPED.exec(command) ?? [];
    const [, from, to] = RENAMED.exec(command) ?? [];
    return [
      ...(added ? [{ thing: `${addedKind.toLowerCase()} ${table}.${bare(added)}`, exists: true }] : []),
      ...(gone ? [{ thing: `${droppedKind.toLowerCase()} ${table}.${bare(gone)}`, exists: false }] : []),
      ...(from
        ? [
            { thing: `column ${table}.${bare(from)}`, exists: false },
            { thing: `column ${table}.${bare(to)}`, exists: true },
          ]
        : []),
    ];
  });
}

const bare = (name: string) => name.replace(/[`"]/g, '');

/** Every thing of a database that a trace can be about, as the server has it now. */
export async function presentThings(client: ClickHouseClient, database: string): Promise<Set<string>> {
  const here = literal(database);
  const result = await client.query({
    query: sql`
      SELECT concat('database ', name) AS thing FROM system.databases WHERE name = ${here}
      UNION ALL SELECT concat('table ', database, '.', name) FROM system.tables WHERE database = ${here}
      UNION ALL SELECT concat('column ', database, '.', table, '.', name) FROM system.columns WHERE database = ${here}
      UNION ALL SELECT concat('index ', database, '.', table, '.', name) FROM system.data_skipping_indices WHERE database = ${here}
      UNION ALL SELECT concat('projection ', database, '.', table, '.', name) FROM system.projections WHERE database = ${here}
      UNION ALL SELECT concat('named collection ', name) FROM system.named_collections`.text,
    format: 'JSONEachRow',
  });
  return new Set((await result.json<{ thing: string }>()).map(({ thing }) => thing));
}
