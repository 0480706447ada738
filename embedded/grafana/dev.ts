import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildHostPage } from './build';
import { createHostServer } from './server/createHostServer';

const ROOT = path.resolve(__dirname, '../..');

const USAGE = `npx tsx embedded/grafana/dev.ts [options]      only the host page, against a ClickHouse that runs already
  --port 3030            port of the page
  --clickhouse URL       HTTP address of ClickHouse (http://127.0.0.1:8123)
  --user default  --password ''  --database default
  --dist dist            the plugin's build
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3030' },
      clickhouse: { type: 'string', default: 'http://127.0.0.1:8123' },
      user: { type: 'string', default: 'default' },
      password: { type: 'string', default: '' },
      database: { type: 'string', default: 'default' },
      dist: { type: 'string', default: path.join(ROOT, 'dist') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const page = await buildHostPage();
  const server = await createHostServer({
    pluginDist: path.resolve(values.dist),
    hostDir: page.outDir,
    clickhouse: { url: values.clickhouse, username: values.user, password: values.password, database: values.database },
    dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse' },
    settingsFile: path.join(ROOT, '.girok/dev/plugin-settings.json'),
    health: async () => ({ ready: true, parts: {} }),
  });
  const address = await server.listen({ host: '127.0.0.1', port: Number(values.port) });
  process.stdout.write(`${address} (host page ${page.skipped ? 'up to date' : `built in ${page.seconds} s`})\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close());
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
