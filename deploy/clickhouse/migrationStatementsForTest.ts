import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { migrationVariables, readConfig } from '../../sidecar/config';
import { renderStatements } from '../../sidecar/migrate/template';

const MIGRATIONS = path.resolve(__dirname, '../../migrations');

const textOf = (file: string) => readFileSync(path.join(MIGRATIONS, file), 'utf8');
const templatesIn = (folder: string) =>
  readdirSync(path.join(MIGRATIONS, folder))
    .filter((file) => file.endsWith('.sql') && file !== 'shared.sql')
    .sort()
    .map((file) => path.join(folder, file));

/** What `girok migrate up` sends to an empty server. Nobody listens where queues of Kafka look for it. */
export function migrationStatements(queues: 'kafka' | 'null'): string[] {
  const config = readConfig({
    GIROK_QUEUES: queues,
    GIROK_KAFKA_BROKERS: '127.0.0.1:1',
    ...(queues === 'kafka' && { GIROK_KAFKA_PASSWORD: 'x' }),
  });
  const rendered = [...templatesIn(''), ...templatesIn('queues')].flatMap((file) => {
    const shared = file.startsWith('queues/') ? textOf('queues/shared.sql') : '';
    return renderStatements(shared + textOf(file), migrationVariables(config));
  });
  return ['CREATE DATABASE IF NOT EXISTS otel', ...rendered.map(({ sql }) => sql)];
}
