import { type ClickHouseClient } from '@clickhouse/client';

import { type Sql } from './sql';

interface PlanNode {
  'Node Type': string;
  Description?: string;
  Indexes?: Array<{ 'Initial Granules': number; 'Selected Granules': number }>;
  Plans?: PlanNode[];
}

/** For tests: granules that a query would read of each table, over all its reads, and those that the table has. */
export async function granulesRead(
  client: ClickHouseClient,
  query: Pick<Sql, 'text'>
): Promise<Record<string, { read: number; all: number }>> {
  const result = await client.query({ query: `EXPLAIN indexes = 1, json = 1 ${query.text}`, format: 'JSON' });
  const { data } = await result.json<{ explain: string }>();
  const tables: Record<string, { read: number; all: number }> = {};
  const visit = ({ 'Node Type': type, Description: table = '', Indexes: steps = [], Plans = [] }: PlanNode) => {
    if (steps.length > 0 && type.includes('ReadFromMergeTree')) {
      tables[table] ??= { read: 0, all: 0 };
      tables[table].read += steps.at(-1)!['Selected Granules'];
      tables[table].all = Math.max(tables[table].all, steps[0]['Initial Granules']);
    }
    Plans.forEach(visit);
  };
  (JSON.parse(data.map(({ explain }) => explain).join('\n')) as Array<{ Plan: PlanNode }>).forEach(({ Plan }) =>
    visit(Plan)
  );
  return tables;
}
