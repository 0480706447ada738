import path from 'node:path';

import { migrationVariables, readConfig } from '../../sidecar/config';
import { readSources } from '../../sidecar/migrate/files';
import { renderStatements } from '../../sidecar/migrate/template';

/** What `girok migrate up` sends to an empty server. Nobody listens where queues of Kafka look for it. */
export async function migrationStatements(queues: 'kafka' | 'null'): Promise<string[]> {
  const variables = migrationVariables(
    readConfig({
      GIROK_QUEUES: queues,
      GIROK_KAFKA_BROKERS: '127.0.0.1:1',
      ...(queues === 'kafka' && { GIROK_KAFKA_PASSWORD: 'x' }),
    })
  );
  const { migrations, units } = await readSources(path.resolve(__dirname, '../../migrations'));
  const rendered = [...migrations, ...units].flatMap(({ template }) => renderStatements(template, variables));
  return ['CREATE DATABASE IF NOT EXISTS otel', ...rendered.map(({ sql }) => sql)];
}
