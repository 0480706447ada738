import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** For tests: an authority that stamps times with OpenSSL behind a small HTTP server, as real ones do. */
export interface TimeStampAuthority {
  url: string;
  folder: string;
  /** Certificate that vouches for it, PEM. */
  roots: string;
  /** What the server answers in place of OpenSSL's answer from now on; undefined: that answer again. */
  answerWith(answer: ((query: Buffer, real: Buffer) => { status?: number; body: Buffer }) | undefined): void;
  /** `openssl` in its folder. */
  openssl(...args: string[]): string;
  close(): Promise<void>;
}

export const hasOpenssl = () => spawnSync('openssl', ['version']).status === 0;

const CONFIG = `
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = Root of tests
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[ stamping ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ other ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, codeSigning
[ tsa ]
default_tsa = authority
[ authority ]
serial = serial
signer_cert = stamping.pem
signer_key = stamping.key
certs = root.pem
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function timeStampAuthority(): Promise<TimeStampAuthority> {
  const folder = mkdtempSync(path.join(tmpdir(), 'girok-tsa-'));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  writeFileSync(file('tsa.cnf'), CONFIG);
  writeFileSync(file('serial'), '01');
  openssl(...'req -x509 -config tsa.cnf -extensions root -days 2 -keyout root.key -out root.pem'.split(' '), ...KEY);
  for (const name of ['stamping', 'other']) {
    openssl(...`req -config tsa.cnf -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`.split(' '), ...KEY);
    openssl(
      ...`x509 -req -in ${name}.csr -CA root.pem -CAkey root.key -CAcreateserial -days 2 -extfile tsa.cnf -extensions ${name} -out ${name}.pem`.split(
        ' '
      )
    );
  }
  let answer: Parameters<TimeStampAuthority['answerWith']>[0];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const query = Buffer.concat(pieces);
      writeFileSync(file('query.tsq'), query);
      openssl(...'ts -reply -config tsa.cnf -queryfile query.tsq -out reply.tsr'.split(' '));
      const real = readFileSync(file('reply.tsr'));
      const { status = 200, body } = answer?.(query, real) ?? { body: real };
      response.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`,
    folder,
    roots: readFileSync(file('root.pem'), 'utf8'),
    answerWith: (next) => (answer = next),
    openssl,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
