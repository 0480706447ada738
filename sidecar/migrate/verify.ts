import { type ClickHouseClient } from '@clickhouse/client';

import { type MigrationFile } from './files';
import { createdObject, splitStatements } from './statements';
import { renderTemplate } from './template';
import { type Variables } from './variables';

export interface Finding {
  object: string;
  problem: string;
}

/** Compares what the migrations make with what the server has. No finding: each object exists. */
export async function verifyObjects(
  client: ClickHouseClient,
  files: MigrationFile[],
  variables: Variables
): Promise<Finding[]> {
  const expected = files
    .flatMap((file) => splitStatements(renderTemplate(file.template, variables).shown))
    .map(createdObject)
    .filter((object) => object !== undefined);
  const present = await presentObjects(client);
  return expected
    .filter((object) => !present.has(`${object.kind} ${object.name}`))
    .map((object) => ({
      object: `${object.kind} ${object.name}`,
      problem: 'does not exist, although the migration that makes it is in the files; run `girok migrate status`',
    }));
}

async function presentObjects(client: ClickHouseClient): Promise<Set<string>> {
  const result = await client.query({
    query: `
      SELECT 'database ' || name AS object FROM system.databases
      UNION ALL SELECT if(engine LIKE '%View', 'view ', 'table ') || database || '.' || name FROM system.tables
      UNION ALL SELECT 'named collection ' || name FROM system.named_collections`,
    format: 'JSONEachRow',
  });
  return new Set((await result.json<{ object: string }>()).map((row) => row.object));
}
