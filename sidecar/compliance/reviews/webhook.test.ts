import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Notice } from './notices';
import { webhook } from './webhook';

const NOTICE: Notice = {
  v: 1,
  id: 'due priv-changes 2026-11-01T00:00:00.000Z',
  kind: 'due',
  text: 'The review waits.',
  query: 'priv-changes',
  version: 1,
  run: 'a3f1c2de-0000-4000-8000-000000000001',
  dueAt: '2026-11-01T00:00:00.000Z',
  signBy: '2026-11-06T00:00:00.000Z',
};
const SECRET = 'secret-part-of-the-address';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${SECRET}`;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
  }
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}

test('a notice comes as JSON, with the token as a header and nowhere else', async () => {
  let got: (request: { method?: string; type?: string; token?: string; body: unknown }) => void;
  const request = new Promise((resolve) => (got = resolve));
  const url = await serving((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const { method, headers } = incoming;
      got({ method, type: headers['content-type'], token: headers.authorization, body });
      response.writeHead(204).end();
    });
  });
  await webhook(url, 'token-of-the-receiver')(NOTICE);
  expect(await request).toEqual({
    method: 'POST',
    type: 'application/json',
    token: 'Bearer token-of-the-receiver',
    body: NOTICE,
  });
});

test('an answer that never ends is not read', async () => {
  const url = await serving((_, response) => {
    response.writeHead(200);
    const more = () => response.write('x'.repeat(65_536));
    response.on('drain', more);
    more();
  });
  await webhook(url)(NOTICE);
});

test('a redirect is not followed: nothing goes anywhere but where the configuration says', async () => {
  const visits: string[] = [];
  const inside = await serving((request, response) => {
    visits.push(request.url ?? '');
    response.end();
  });
  for (const status of [301, 302, 307, 308]) {
    const url = await serving((_, response) => response.writeHead(status, { location: inside }).end());
    await expect(webhook(url)(NOTICE)).rejects.toThrow(`HTTP ${status}: it leads elsewhere`);
  }
  expect(visits).toEqual([]);
});

test.each<[string, () => Promise<string>, RegExp]>([
  ['an error', () => serving((_, response) => response.writeHead(503).end(SECRET)), /answered HTTP 503\.$/],
  ['silence', () => serving(() => {}), /did not answer within 0\.2 s/],
  [
    'a connection that breaks',
    () => serving((request) => request.socket.destroy()),
    /cannot be reached \(UND_ERR_SOCKET\)/,
  ],
  ['nobody there', async () => `http://127.0.0.1:9/${SECRET}`, /cannot be reached/],
])('%s fails in words that have neither address nor token', async (_, start, words) => {
  const sending = webhook(await start(), 'token-of-the-receiver', 200)(NOTICE);
  const error: Error = await sending.then(
    () => new Error('it was sent'),
    (problem: Error) => problem
  );
  expect(error.message).toMatch(words);
  expect(`${error.message} ${error.stack}`).not.toMatch(/secret-part|token-of|127\.0\.0\.1/);
});
