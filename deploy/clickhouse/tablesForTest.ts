import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { askAs } from './askAsForTest';

const MIGRATIONS = path.resolve(__dirname, '../../migrations');

/** Every table and view of one server, the queues too. */
export const everything = [
  ...new Set(
    ['', 'queues']
      .flatMap((folder) =>
        readdirSync(path.join(MIGRATIONS, folder))
          .filter((file) => file.endsWith('.sql'))
          .map((file) => readFileSync(path.join(MIGRATIONS, folder, file), 'utf8'))
      )
      .flatMap((text) => [...text.matchAll(/CREATE (?:TABLE|MATERIALIZED VIEW) IF NOT EXISTS \{\{[^}]+\}\}\.(\w+)/g)])
      .map(([, name]) => name)
  ),
];

/** What the engine says that a user may do with each of them. */
export function may(user: string, privilege: string): string[] {
  const answers = askAs(
    user,
    everything.map((name) => `CHECK GRANT ${privilege} ON otel.${name}`)
  );
  return everything.filter((_, at) => answers[at] === '1');
}
