import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';

export interface TlsFront {
  /** `127.0.0.1:port` */
  address: string;
  /** File of the authority that has signed the certificate: whoever trusts it finds nothing wrong but the date. */
  authorityFile: string;
  close(): Promise<void>;
}

/** A TLS listener before the broker, whose certificate has expired yesterday. @param broker `127.0.0.1:port` without TLS */
export async function expiredTlsFront(broker: string): Promise<TlsFront> {
  const dir = await mkdtemp(path.join(tmpdir(), 'girok-tls-'));
  const openssl = (args: string) => execFileSync('openssl', args.split(' '), { cwd: dir, stdio: 'pipe' });
  openssl('req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=girok-test-authority -keyout ca.key -out ca.pem');
  openssl(
    'req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout front.key -out front.csr'
  );
  openssl(
    'x509 -req -in front.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days -1 -copy_extensions copy -out front.pem'
  );
  const [host, port] = broker.split(':');
  const open = new Set<Socket>();
  const server = createServer(
    { key: readFileSync(path.join(dir, 'front.key')), cert: readFileSync(path.join(dir, 'front.pem')) },
    (client) => {
      const behind = connect(Number(port), host);
      client.on('error', () => behind.destroy());
      behind.on('error', () => client.destroy());
      client.pipe(behind).pipe(client);
    }
  );
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    address: `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    authorityFile: path.join(dir, 'ca.pem'),
    close: async () => {
      open.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
