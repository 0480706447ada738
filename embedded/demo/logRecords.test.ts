import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { sendLogRecords } from './logRecords';
import { protobufToJson } from '../otlp/protobuf';

interface Seen {
  path?: string;
  authorization?: string;
  type?: string;
  /** Log records in it. */
  records: number;
}

let server: Server;
let otlpUrl: string;
/** Answers to the next requests; 200 when there are none. */
let statuses: number[];
let seen: Seen[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers;
      seen.push({ path: request.url, authorization, type, records: recordsIn(Buffer.concat(chunks)) });
      response.writeHead(statuses.shift() ?? 200, { 'retry-after': '0' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  otlpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const recordsIn = (body: Buffer) => protobufToJson('logs', gunzipSync(body)).split('"audit.record.id"').length - 1;

test('sends as many records as were asked for, in protobuf and gzip, with the token', async () => {
  statuses = [];
  const { count, groups } = await sendLogRecords({ otlpUrl, token: 'secret', count: 25, services: 1, namespaces: 3 });
  expect(count).toBe(25);
  expect(seen.map(({ path, authorization, type }) => ({ path, authorization, type }))).toEqual([
    { path: '/v1/logs', authorization: 'Bearer secret', type: 'application/x-protobuf' },
  ]);
  expect(seen[0].records).toBe(25);
  expect(groups.map(({ service, namespace }) => `${service} ${namespace}`)).toEqual([
    'storefront acme-prod',
    'storefront globex-prod',
    'storefront initech-prod',
  ]);
  expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(25);
}, 60_000);

test('a receiver that says 503 for longer than the SDK repeats gets everything all the same', async () => {
  // one attempt and five repetitions, then the SDK gives up
  statuses = [503, 503, 503, 503, 503, 503];
  await expect(sendLogRecords({ otlpUrl, count: 7 })).resolves.toMatchObject({ count: 7 });
  expect(seen.map(({ records }) => records)).toEqual([7, 7, 7, 7, 7, 7, 7]);
}, 60_000);

test('what is refused for good is an error that says why, and is not repeated', async () => {
  statuses = [401];
  await expect(sendLogRecords({ otlpUrl, count: 7 })).rejects.toThrow(/did not take 7 items: .*401/);
  expect(seen).toHaveLength(1);
}, 60_000);

test.each([
  ['count', { count: -1 }],
  ['count', { count: 1.5 }],
  ['services', { count: 1, services: 3 }],
  ['namespaces', { count: 1, namespaces: 0 }],
])('an impossible %s is refused: %j', async (name, options) => {
  await expect(sendLogRecords({ otlpUrl, ...options })).rejects.toThrow(new RegExp(`^${name} is`));
});
