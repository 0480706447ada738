import { type ClickHouseClient } from '@clickhouse/client';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import { type Logger } from 'pino';

import { answerErrors } from './answerErrors';
import { authenticate, identityOf } from './authenticate';
import { clickHouseReader } from './clickHouseReader';
import { type KeyTimes } from './grafanaIdentity';
import { health } from './health';
import { Problem } from './problem';
import { requestSignals } from './requestSignal';
import { type ServeConfig } from './serveConfig';
import { type TableMapping } from '../../queries/tables';
import { acknowledgements } from '../acknowledgements/route';
import { type StoreAcknowledgement } from '../acknowledgements/storeEvent';
import { complianceApi } from '../compliance/api/complianceApi';
import { type ComplianceService } from '../compliance/complianceService';
import { jaegerApi } from '../jaeger/api';
import { type JaegerLimits } from '../jaeger/limits';
import { observeServer } from '../telemetry/observeServer';
import { type Telemetry } from '../telemetry/startTelemetry';

export interface ServerParts {
  config: Omit<ServeConfig, 'host' | 'port'>;
  /** Closed by whoever made it, after the server. */
  client: ClickHouseClient;
  tables: TableMapping;
  jaeger: JaegerLimits;
  log: Logger;
  /** Undefined: there is no key to sign with, and every request for saved queries is told so. */
  compliance?: ComplianceService;
  /** Undefined: girok tells nothing of itself. */
  telemetry?: Pick<Telemetry, 'tracer' | 'meter'>;
  /** Undefined: acknowledgements have no audit events, and there is no such route. */
  storeAcknowledgement?: StoreAcknowledgement;
  /** Aborted when requests that still run must stop. */
  ending?: AbortSignal;
  keyTimes?: Partial<KeyTimes>;
}

/** Requests carry questions, no data. */
const MAX_BODY_BYTES = 256 * 1024;

/** Longest that a client may take to send a request. Milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longest name in a path, decoded: that of a service. The default of 100 is too short for those of some meshes. */
const MAX_PARAMETER_LENGTH = 2048;

const headersOf = (requestId: string) => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-request-id': requestId,
});

/** The server of `girok serve`, not listening yet. docs/sidecar.md says what it serves. */
export function createServer({
  config,
  client,
  tables,
  jaeger,
  log,
  compliance,
  ...parts
}: ServerParts): FastifyInstance {
  const { timeoutMs, maxAnswerBytes, access } = config;
  const loggerInstance: FastifyBaseLogger = log;
  const server = fastify({
    loggerInstance,
    disableRequestLogging: true,
    genReqId: () => randomUUID(),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    exposeHeadRoutes: false,
    // an address that cannot be decoded comes to no route and no hook
    frameworkErrors: ({ message, statusCode = 400 }, { id }, reply: FastifyReply) =>
      reply.code(statusCode).headers(headersOf(id)).send({ message, requestId: id }),
  });
  if (parts.telemetry) {
    observeServer(server, parts.telemetry);
  }
  server.addHook('onRequest', async ({ id }, reply) => {
    reply.headers(headersOf(id));
  });
  // a connection that is kept would keep the server from ending
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) {
      reply.header('connection', 'close');
    }
  });
  // the route and not the address: what people look for is theirs
  server.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, identity } = request;
    const ms = Math.round(reply.elapsedTime);
    request.log.info(
      { method, route: routeOptions.url, status: reply.statusCode, ms, user: identity?.login },
      'answered'
    );
  });
  requestSignals(server, timeoutMs, parts.ending ?? new AbortController().signal);
  authenticate(server, access, parts.keyTimes);
  answerErrors(server, (_status, message, requestId) => ({ message, requestId }));
  server.setNotFoundHandler(async (request, reply) =>
    reply
      .code(404)
      .send({ message: 'girok serve has no such address: docs/sidecar.md has the list.', requestId: request.id })
  );

  const reader = clickHouseReader(client, maxAnswerBytes);
  health(server, reader, tables);
  if (parts.storeAcknowledgement) {
    acknowledgements(server, parts.storeAcknowledgement);
  }
  server.get('/identity', async (request) => identityOf(request));
  void server.register(jaegerApi({ reader, tables, limits: jaeger }), { prefix: '/jaeger/api' });
  void server.register(compliance ? complianceApi(compliance) : noCompliance, { prefix: '/compliance' });
  return server;
}

const noCompliance: FastifyPluginAsync = async (server) => {
  server.all('/*', async () => {
    throw new Problem(503, 'There are no saved queries here: GIROK_SEAL_KEY is not set where girok is.');
  });
};
