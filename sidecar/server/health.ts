import { type FastifyInstance } from 'fastify';

import { type Reader } from './clickHouseReader';
import { Problem } from './problem';
import { literal, type Sql, sql } from '../../queries/sql';
import { rowsOf, type TableMapping } from '../../queries/tables';

interface Part {
  ready: boolean;
  detail?: string;
}

/** Nobody who may ask without a secret can make ClickHouse work more often than this. Milliseconds. */
const KEPT_MS = 1000;

/** Longest that a probe waits for ClickHouse. Milliseconds. */
export const PATIENCE_MS = 5000;

/** `/healthz`: this process lives. `/readyz`: ClickHouse answers and the tables are there; 503 says which part is not. */
export function health(server: FastifyInstance, reader: Reader, tables: TableMapping): void {
  let kept: { at: number; parts: Promise<Record<string, Part>> } | undefined;

  // at the same time: one after the other would take twice the patience, and who asks has none left
  const parts = async (): Promise<Record<string, Part>> => {
    const [clickhouse, stored] = await Promise.all([
      probe(reader, sql`SELECT 1`),
      probe(reader, sql`SELECT 1 FROM ${rowsOf(tables, 'traces')} LIMIT ${literal(0)}`),
    ]);
    return { clickhouse, tables: stored };
  };

  server.get('/healthz', { config: { access: 'public' } }, async () => ({ status: 'ok' }));
  server.get('/readyz', { config: { access: 'public' } }, async (_request, reply) => {
    if (!kept || performance.now() - kept.at > KEPT_MS) {
      kept = { at: performance.now(), parts: parts() };
    }
    const found = await kept.parts;
    const ready = Object.values(found).every((part) => part.ready);
    return reply.code(ready ? 200 : 503).send({ ready, parts: found });
  });
}

async function probe(reader: Reader, query: Sql): Promise<Part> {
  try {
    await reader.all(query, AbortSignal.timeout(PATIENCE_MS));
    return { ready: true };
  } catch (error) {
    return { ready: false, detail: error instanceof Problem ? error.message : 'ClickHouse does not answer.' };
  }
}
