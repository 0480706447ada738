import { Client, credentials, Metadata, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import { ExportResultCode } from '@opentelemetry/core';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { freePorts } from '../../embedded/freePorts';

// The gateway's own file in a real nginx (GIROK_NGINX, else the one on the PATH: it cannot be had from npm), in front of a
// Collector that only counts. Addresses are this machine's, and the rate is lower than any machine sends.
const NGINX = process.env.GIROK_NGINX ?? 'nginx';
const BURST = 5;
/** Who is refused by the Collector, as it does: it does not read what was sent. */
const REFUSED = 'Basic nobody';
const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

let folder: string;
let nginx: ChildProcess;
let http: string;
let grpc: Client;
let close: Array<() => unknown>;
/** What reached the Collector: who sent it, and how much. */
let arrived: Array<{ sender: string; bytes: number }>;
let collector: { http: HttpServer; port: number };

beforeEach(async () => {
  [arrived, close] = [[], []];
  folder = await mkdtemp(path.join(tmpdir(), 'girok-gateway-'));
  const server = createServer((request, response) => {
    if (request.headers.authorization === REFUSED) {
      response.writeHead(401).end();
      return;
    }
    let bytes = 0;
    request.on('data', (data: Buffer) => (bytes += data.length));
    request.on('end', () => {
      arrived.push({ sender: request.headers.authorization ?? '', bytes });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  // workers are not root where the master is
  await chmod(folder, 0o777);
  collector = { http: server, port: await listening(server) };
  const rpc = new Server();
  rpc.addService(
    { export: { path: EXPORT, requestStream: false, responseStream: false, ...asTheyAre } },
    {
      export: (
        { metadata, request }: { metadata: Metadata; request: Buffer },
        done: (error: null, answer: Buffer) => void
      ) => {
        arrived.push({ sender: String(metadata.get('authorization')[0]), bytes: request.length });
        done(null, Buffer.alloc(0));
      },
    }
  );
  const rpcPort = await new Promise<number>((resolve, reject) =>
    rpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port)
    )
  );
  const [httpPort, grpcPort] = await freePorts(2);
  const config = (await readFile(path.join(__dirname, 'nginx.conf'), 'utf8'))
    .replace('collector:4318', `127.0.0.1:${collector.port}`)
    .replace('collector:4317', `127.0.0.1:${rpcPort}`)
    .replace('listen 4318', `listen 127.0.0.1:${httpPort}`)
    .replace('listen 4317', `listen 127.0.0.1:${grpcPort}`)
    .replace('rate=50r/s', 'rate=1r/s')
    .replace('burst=100', `burst=${BURST}`)
    .replaceAll('/tmp/', `${folder}/`);
  await writeFile(path.join(folder, 'nginx.conf'), config);
  nginx = spawn(NGINX, ['-c', path.join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  nginx.stderr!.on('data', (data: Buffer) => (log += data.toString()));
  await Promise.race([
    accepts(httpPort),
    new Promise((_, reject) => {
      nginx.once('error', (error) => reject(new Error(`${NGINX}: ${error.message}. Set GIROK_NGINX.`)));
      nginx.once('exit', (code) => reject(new Error(`nginx ended with ${code}:\n${log}`)));
    }),
  ]);
  http = `http://127.0.0.1:${httpPort}`;
  grpc = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  close = [() => grpc.close(), () => rpc.forceShutdown(), () => server.closeAllConnections(), () => server.close()];
});
afterEach(async () => {
  close.forEach((one) => one());
  if (nginx.exitCode === null) {
    const ended = new Promise((resolve) => nginx.once('exit', resolve));
    nginx.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

const asTheyAre = {
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

const listening = (server: HttpServer) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  );

/** Whether something listens there; asks nothing, since a question would count. */
async function accepts(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
      socket.once('connect', () => socket.destroy());
    });
    if (open) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const send = (sender: string, body = '{}') =>
  fetch(`${http}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: sender },
    body,
  });

/** The status of a call, 0 is success. */
const call = (sender: string, bytes = Buffer.from('x')) => {
  const metadata = new Metadata();
  metadata.set('authorization', sender);
  return new Promise<number>((resolve) =>
    grpc.makeUnaryRequest(
      EXPORT,
      asTheyAre.requestSerialize,
      asTheyAre.responseDeserialize,
      bytes,
      metadata,
      (error: ServiceError | null) => resolve(error?.code ?? 0)
    )
  );
};

const many = <T>(n: number, work: () => Promise<T>) => Promise.all(Array.from({ length: n }, work));
const from = (sender: string) => arrived.filter((one) => one.sender === sender).length;

test('HTTP: what comes too fast is asked to come again, and takes nothing from other senders', async () => {
  const answers = await many(40, () => send('Basic loud'));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(40 - refused.length);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0].headers.get('retry-after')).toBe('1');
  expect(await refused[0].json()).toEqual({ code: 8, message: expect.stringContaining('nginx.conf') });
  expect(from('Basic loud')).toBe(40 - refused.length);
  expect((await many(BURST, () => send('Basic calm'))).map(({ status }) => status)).toEqual(Array(BURST).fill(200));
});

test('gRPC: the same, as status 14', async () => {
  const statuses = await many(40, () => call('Basic loud'));
  expect(new Set(statuses)).toEqual(new Set([0, 14]));
  expect(from('Basic loud')).toBe(statuses.filter((status) => status === 0).length);
  expect(await many(BURST, () => call('Basic calm'))).toEqual(Array(BURST).fill(0));
});

test('an SDK that was refused sends again, and nothing is lost', async () => {
  const batches = BURST + 3;
  const args = ['--import', 'tsx', path.join(__dirname, 'exportForTest.ts'), `${http}/v1/traces`, 'Basic sdk', batches];
  const { stdout } = await promisify(execFile)(process.execPath, args.map(String));
  expect(JSON.parse(stdout)).toEqual(Array(batches).fill(ExportResultCode.SUCCESS));
  expect(from('Basic sdk')).toBe(batches);
});

test('a body above four megabytes is refused before the Collector sees it', async () => {
  expect((await send('Basic big', 'x'.repeat(5 * 2 ** 20))).status).toBe(413);
  expect(await call('Basic big', Buffer.alloc(5 * 2 ** 20))).toBe(8);
  expect((await send('Basic big', 'x'.repeat(3 * 2 ** 20))).status).toBe(200);
  expect(arrived).toEqual([{ sender: 'Basic big', bytes: 3 * 2 ** 20 }]);
});

test('a body is not kept here until it is whole: who has no login is told so at once', async () => {
  const { port, hostname } = new URL(http);
  const socket = connect(Number(port), hostname);
  const head = ['POST /v1/logs HTTP/1.1', 'host: gateway', `authorization: ${REFUSED}`, `content-length: ${2 ** 20}`];
  socket.write(`${head.join('\r\n')}\r\n\r\nthe first of a megabyte that never comes`);
  try {
    const answer = await new Promise((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
      socket.once('close', () => resolve('no answer'));
    });
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  } finally {
    socket.destroy();
  }
});

test('without a Collector the sender is asked to come again', async () => {
  collector.http.closeAllConnections();
  await new Promise((resolve) => collector.http.close(resolve));
  const answer = await send('Basic early');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
});
