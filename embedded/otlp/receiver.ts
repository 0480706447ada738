import { type ClickHouseClient } from '@clickhouse/client';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { foreignRequest } from '../localOnly';
import { readBody } from './body';
import { checkJson } from './json';
import { jsonStatus, OtlpProblem } from './problem';
import { protobufStatus, protobufToJson } from './protobuf';
import { QueueWriter } from './queueWriter';
import { type ReceiverTelemetry } from './receiverTelemetry';
import { type Signal, SIGNALS } from './signal';
import { sameText } from '../../sidecar/server/sameText';

export interface ReceiverOptions {
  client: ClickHouseClient;
  database: string;
  /** Requests must carry `Authorization: Bearer <token>`; without one, anybody on this machine may send. */
  token?: string;
  /** Largest body in bytes, after decompression. The Collector's default is 20 MiB. */
  maxBodyBytes?: number;
  /** What it tells of itself. */
  telemetry?: ReceiverTelemetry;
}

type Encoding = 'json' | 'protobuf';
const CONTENT_TYPE: Record<Encoding, string> = { json: 'application/json', protobuf: 'application/x-protobuf' };

/** Seconds after which a client that was refused for now should try again. */
const RETRY_AFTER = '2';

/**
 * OTLP/HTTP: `/v1/logs`, `/v1/traces`, `/v1/metrics`, protobuf and JSON, gzip or plain. Answers 200 when ClickHouse has
 * stored the whole message and stores nothing of a message that it refuses. Listens nowhere until `listen` is called.
 */
export function createReceiver({
  client,
  database,
  token,
  maxBodyBytes = 20 * 2 ** 20,
  telemetry,
}: ReceiverOptions): FastifyInstance {
  // The body is read by us, with its own limit after decompression.
  const app = Fastify({ bodyLimit: Number.MAX_SAFE_INTEGER, logger: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  telemetry?.observe(app);

  const writers: QueueWriter[] = [];
  for (const signal of Object.keys(SIGNALS) as Signal[]) {
    const writer = new QueueWriter(client, `${database}.${SIGNALS[signal].queue}`);
    writers.push(writer);
    app.post(SIGNALS[signal].path, async (request, reply) => {
      const encoding = encodingOf(request);
      try {
        authorize(request, token);
        const message = await readMessage(signal, encoding, request, maxBodyBytes);
        if (message !== undefined) {
          await writer.write(message).catch((problem: unknown) => {
            telemetry?.refused(signal, message);
            throw problem;
          });
          telemetry?.stored(signal, message);
        }
        return reply
          .code(200)
          .type(CONTENT_TYPE[encoding ?? 'json'])
          .send(encoding === 'protobuf' ? Buffer.alloc(0) : '{}');
      } catch (error) {
        const problem = problemOf(error);
        telemetry?.answered(request, problem);
        return refuse(reply, encoding, problem);
      }
    });
  }
  app.addHook('onRequest', async ({ headers }, reply) => {
    const foreign = foreignRequest(headers);
    if (foreign !== undefined) {
      await reply.code(403).send({ message: foreign });
    }
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.addHook('onClose', async () => {
    await Promise.all(writers.map((writer) => writer.idle()));
  });
  return app;
}

function encodingOf(request: FastifyRequest): Encoding | undefined {
  const type = request.headers['content-type']?.split(';')[0].trim().toLowerCase();
  return (Object.keys(CONTENT_TYPE) as Encoding[]).find((encoding) => CONTENT_TYPE[encoding] === type);
}

async function readMessage(signal: Signal, encoding: Encoding | undefined, request: FastifyRequest, limit: number) {
  if (!encoding) {
    throw new OtlpProblem(415, 'Content-Type must be application/x-protobuf or application/json.');
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    // read and dropped, so that the client gets to see the answer instead of a broken connection
    request.raw.resume();
    throw new OtlpProblem(413, `The body is larger than ${limit} bytes. Send smaller batches.`);
  }
  const body = await readBody(request.raw, request.headers['content-encoding'], limit);
  if (encoding === 'json') {
    return checkJson(signal, body);
  }
  const message = protobufToJson(signal, body);
  return body.length === 0 ? undefined : message;
}

function authorize(request: FastifyRequest, token: string | undefined) {
  if (token !== undefined && !sameText(request.headers.authorization ?? '', `Bearer ${token}`)) {
    throw new OtlpProblem(401, 'This receiver wants "Authorization: Bearer <token>" with its token.');
  }
}

const problemOf = (error: unknown) =>
  error instanceof OtlpProblem ? error : new OtlpProblem(503, `The receiver failed: ${String(error)}`);

function refuse(reply: FastifyReply, encoding: Encoding | undefined, problem: OtlpProblem) {
  if (problem.status === 503) {
    reply.header('retry-after', RETRY_AFTER);
  }
  reply.code(problem.status).type(CONTENT_TYPE[encoding ?? 'json']);
  return reply.send(
    encoding === 'protobuf' ? Buffer.from(protobufStatus(problem)) : JSON.stringify(jsonStatus(problem))
  );
}
