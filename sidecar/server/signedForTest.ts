import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** For tests: a Grafana that does nothing but publish the keys that it signs with. */
export interface SigningGrafana {
  /** Of the tokens, with its slash at the end, as Grafana has it. */
  issuer: string;
  jwksUrl: string;
  /** How often the keys were asked for. */
  asked(): number;
  /** Signs with the key of today; `kid` and `alg` can be lied about. */
  sign(claims?: JWTPayload, header?: Record<string, string>): Promise<string>;
  /** A key pair of a new name, or of the same one, published in place of the old one. */
  rotate(name?: 'new' | 'same'): Promise<void>;
  publicJwk(): object;
  /** What the keys' address answers from now on, in place of the keys. */
  answerWith(status: number, text: string): void;
  close(): Promise<void>;
}

/** Claims of an Editor's token, as Grafana 12.4.3 was seen to make them. */
export const EDITOR = {
  aud: 'org:1',
  sub: 'user:3',
  identifier: 'fe3k2uid',
  type: 'user',
  username: 'eve',
  email: 'eve@example.org',
  name: 'Eve Editor',
  role: 'Editor',
  namespace: 'default',
  authenticatedBy: 'password',
};

const TTL_S = 600;
export const nowS = () => Math.floor(Date.now() / 1000);

export async function signingGrafana(): Promise<SigningGrafana> {
  let [count, generation] = [0, 0];
  let key: { kid: string; privateKey: CryptoKey; publicJwk: object };
  let answer: { status: number; text: string };
  const rotate = async (name: 'new' | 'same' = 'new') => {
    generation += name === 'new' ? 1 : 0;
    const kid = `id-2026-${generation}-es256`;
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    key = { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
    answer = { status: 200, text: JSON.stringify({ keys: [key.publicJwk] }) };
  };
  await rotate();
  const server = createServer((_request, response) => {
    count++;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    issuer,
    jwksUrl: `${issuer}api/signing-keys/keys`,
    asked: () => count,
    sign: (claims = {}, header = {}) =>
      new SignJWT({ iss: issuer, iat: nowS(), exp: nowS() + TTL_S, ...EDITOR, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'jwt', ...header })
        .sign(key.privateKey),
    rotate,
    publicJwk: () => key.publicJwk,
    answerWith: (status, text) => (answer = { status, text }),
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
