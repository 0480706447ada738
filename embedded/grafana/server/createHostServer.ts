import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';

import { alertRulesYaml } from '../../../queries/alerts/provisioning';
import { alertingApi, FOLDER_UID, silenceRefusal } from '../alerting/api';
import { Evaluator } from '../alerting/evaluator';
import { rulesOfFile } from '../alerting/ruleFile';
import { type BootData } from '../bootData';
import { readHostManifest } from '../build';
import { api } from './api';
import { assets } from './assets';
import { guard } from './guard';
import { type HostServerOptions } from './hostServerOptions';
import { notBuiltHtml, pageHtml } from './pageHtml';
import { readPluginBoot } from './pluginFiles';
import { pluginProxy } from './pluginProxy';
import { PluginSettingsFile } from './pluginSettings';

/** Largest request body: queries are SQL text and settings are small. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** How long a query may take to answer: longer than ClickHouse's own limit, so that its message arrives. */
const CLICKHOUSE_TIMEOUT_MS = 70_000;

/**
 * The host's server, not yet listening: the page on every address that is no API, the plugin's files, and the part of
 * Grafana's HTTP API that the plugin needs. Listen on 127.0.0.1 only; `close()` also closes the ClickHouse connections.
 */
export async function createHostServer(options: HostServerOptions): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  const settings = new PluginSettingsFile(options.settingsFile, () => {
    const sidecar = options.sidecar?.();
    return sidecar && { jsonData: { sidecarUrl: sidecar.url }, secureJsonData: { sidecarSecret: sidecar.secret } };
  });
  const client = createClient({
    ...options.clickhouse,
    application: 'girok-preview',
    request_timeout: CLICKHOUSE_TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.OFF }, // every failure reaches the page as an answer
  });
  server.addHook('onClose', () => client.close());
  server.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error')
  );

  guard(server);
  errors(server);
  server.get('/healthz', async (_request, reply) => {
    const report = await options.health();
    return reply
      .code(report.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report);
  });
  assets(server, options);
  api(server, { client, settings, options });
  alerting(server, client, options);
  await pluginProxy(server, { pluginDist: options.pluginDist, settings });

  server.setNotFoundHandler(async (request, reply) => {
    const [path] = request.url.split('?');
    if (/^\/apis?(\/|$)/.test(path) || request.method !== 'GET') {
      return reply.code(404).send({ message: `The embedded preview does not have ${path}; Grafana does.` });
    }
    const manifest = await readHostManifest(options.hostDir);
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    if (!manifest) {
      return reply.code(503).send(notBuiltHtml());
    }
    const boot: BootData = {
      dataSource: { ...options.dataSource, defaultDatabase: options.clickhouse.database },
      plugin: await readPluginBoot(options.pluginDist, await settings.read()),
      ordersPage: options.ordersPage?.(),
    };
    return reply.send(pageHtml(manifest, boot));
  });
  return server;
}

/** The rules of provisioning/alerting/ for this database, evaluated from the moment that the server listens. */
function alerting(
  server: FastifyInstance,
  client: ClickHouseClient,
  { clickhouse, dataSource }: HostServerOptions
): void {
  const { rules, intervalMs } = rulesOfFile(
    alertRulesYaml({ dataSourceUid: dataSource.uid, database: clickhouse.database })
  );
  const evaluator = new Evaluator(client, rules, FOLDER_UID);
  server.addHook('onListen', () => evaluator.start(intervalMs));
  server.addHook('preClose', () => evaluator.stop());
  alertingApi(server, evaluator);
}

/** Errors as Grafana words them: a `message`. Bad input is the client's fault and says which field. */
function errors(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (error instanceof ZodError) {
      return reply.code(400).send({ message: `bad request data: ${z.prettifyError(error)}` });
    }
    const refusal = silenceRefusal(error);
    if (refusal) {
      return reply.code(refusal.status).send(refusal.body);
    }
    return reply.code(error.statusCode ?? 500).send({ message: error.message });
  });
}
