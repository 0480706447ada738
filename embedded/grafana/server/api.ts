import { type ClickHouseClient } from '@clickhouse/client';
import { type FastifyInstance } from 'fastify';

import { DATA_SOURCE_TYPE } from '../page/boot/grafanaBootData';
import { PLUGIN_ID } from '../plugin';
import { type PreviewUser, previewUser } from '../previewUsers';
import { type HostServerOptions } from './hostServerOptions';
import { type PluginSettingsFile, settingsUpdate } from './pluginSettings';
import { queryRequest } from './query/queryRequest';
import { reasonOf, runQueries } from './query/runQueries';
import { userStorage } from './userStorage';

interface Parts {
  client: ClickHouseClient;
  settings: PluginSettingsFile;
  options: HostServerOptions;
}

/** The part of Grafana's HTTP API that the plugin needs in the preview; everything else says that Grafana has it. */
export function api(server: FastifyInstance, { client, settings, options }: Parts): void {
  const dataSource = {
    id: 1,
    orgId: 1,
    ...options.dataSource,
    type: DATA_SOURCE_TYPE,
    typeName: 'ClickHouse',
    access: 'proxy',
    isDefault: true,
    readOnly: true,
    jsonData: { defaultDatabase: options.clickhouse.database },
    secureJsonFields: {},
  };

  server.get('/api/user', async ({ headers }) => meOf(previewUser(headers.cookie)));
  server.get('/api/datasources', async () => [dataSource]);
  server.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid', async ({ params }, reply) =>
    params.uid === dataSource.uid ? dataSource : reply.code(404).send(noDataSource(params.uid, dataSource.uid))
  );
  server.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid/health', async ({ params }, reply) => {
    if (params.uid !== dataSource.uid) {
      return reply.code(404).send(noDataSource(params.uid, dataSource.uid));
    }
    const problem = await connectionProblem(client);
    return problem
      ? reply
          .code(400)
          .send({ status: 'ERROR', message: `ClickHouse at ${options.clickhouse.url} does not answer: ${problem}` })
      : { status: 'OK', message: 'Data source is working' };
  });

  server.post('/api/ds/query', async (request, reply) => {
    const queries = queryRequest.parse(request.body);
    const abort = new AbortController();
    reply.raw.once('close', () => abort.abort()); // the browser went away or cancelled
    const answer = await runQueries({ client, dataSourceUid: dataSource.uid, signal: abort.signal }, queries);
    return reply.code(answer.status).type('application/json').send(answer.body);
  });

  const settingsPath = `/api/plugins/${PLUGIN_ID}/settings`;
  server.get(settingsPath, async () => ({ id: PLUGIN_ID, type: 'app', ...(await settings.read()) }));
  server.post(settingsPath, async (request) => {
    await settings.update(settingsUpdate.parse(request.body));
    return { message: 'Plugin settings updated' };
  });

  userStorage(server);
}

async function connectionProblem(client: ClickHouseClient): Promise<string | null> {
  try {
    await client.query({ query: 'SELECT 1', format: 'JSONCompact' }).then((answer) => answer.json());
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function noDataSource(uid: string, known: string) {
  return { message: `The embedded preview has no data source "${uid}"; it has "${known}".` };
}

const meOf = ({ id, uid, login, name, email, role }: PreviewUser) => ({
  id,
  uid,
  login,
  name,
  email,
  orgId: 1,
  isGrafanaAdmin: role === 'Admin',
  theme: '',
});
