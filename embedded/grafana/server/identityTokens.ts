import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

import { type PreviewUser } from '../previewUsers';

/** The one organisation of the preview. */
const ORG_ID = 1;

/** Grafana's tokens live as long. Seconds. */
const TTL_S = 600;

export interface IdentityTokens {
  /** The public keys, as Grafana has them at /api/signing-keys/keys. */
  keys: JSONWebKeySet;
  /** What Grafana puts into X-Grafana-Id for a user. */
  sign(issuer: string, user: PreviewUser): Promise<string>;
}

/**
 * A stand-in for Grafana's signed identities, of the same shape, with a key that is made anew at each start. Whoever can
 * open the preview is its user: there is no login.
 */
export async function identityTokens(): Promise<IdentityTokens> {
  const kid = 'id-preview-es256';
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    keys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] },
    sign: (issuer, user) =>
      new SignJWT({
        identifier: user.uid,
        type: 'user',
        username: user.login,
        email: user.email,
        name: user.name,
        role: user.role,
        namespace: 'default',
        authenticatedBy: 'preview',
      })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'jwt' })
        .setIssuer(issuer)
        .setAudience(`org:${ORG_ID}`)
        .setSubject(`user:${user.id}`)
        .setIssuedAt()
        .setExpirationTime(`${TTL_S}s`)
        .sign(privateKey),
  };
}
