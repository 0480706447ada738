import { createServer, type Server } from 'node:net';

import { choosePort } from './ports';

let taken: Server;
let port: number;
beforeAll(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as { port: number }).port;
});
afterAll(() => taken.close());

test('a default port in use is replaced by a free one, and that is said', async () => {
  const chosen = await choosePort('--port', undefined, port);
  expect(chosen.insteadOf).toBe(port);
  expect(chosen.port).toBeGreaterThan(port);
});

test('a named port in use is refused, with its number, its option and what to do', async () => {
  await expect(choosePort('--otlp-port', port, 4318)).rejects.toThrow(
    `Port ${port} (--otlp-port) is in use. Stop what listens there, or name another: npm start -- --otlp-port N`
  );
});

test('a free port is taken as it is; 0 leaves the choice to the system', async () => {
  taken.close();
  await new Promise((resolve) => taken.once('close', resolve));
  expect(await choosePort('--port', undefined, port)).toEqual({ port });
  expect(await choosePort('--port', 0, port)).toEqual({ port: 0 });
});
