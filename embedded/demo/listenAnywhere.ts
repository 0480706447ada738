import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Has the server listen on a free port of 127.0.0.1, and says which. */
export async function listenAnywhere(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
