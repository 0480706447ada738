import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

/** Grafana's tokens live as long. Seconds. */
const TTL_S = 600;

export interface IdentityTokens {
  /** The public keys, as Grafana has them at /api/signing-keys/keys. */
  keys: JSONWebKeySet;
  /** What Grafana puts into X-Grafana-Id: for the one user that the preview has. */
  sign(issuer: string): Promise<string>;
}

/** The user of the preview. Grafana knows real ones. */
export const USER = { uid: 'preview', login: 'preview', name: 'Preview user', email: '', role: 'Admin', orgId: 1 };

/**
 * A stand-in for Grafana's signed identities, of the same shape, with a key that is made anew at each start. Whoever can
 * open the preview is its user: there is no login.
 */
export async function identityTokens(): Promise<IdentityTokens> {
  const kid = 'id-preview-es256';
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    keys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] },
    sign: (issuer) =>
      new SignJWT({
        identifier: USER.uid,
        type: 'user',
        username: USER.login,
        email: USER.email,
        name: USER.name,
        role: USER.role,
        namespace: 'default',
        authenticatedBy: 'preview',
      })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'jwt' })
        .setIssuer(issuer)
        .setAudience(`org:${USER.orgId}`)
        .setSubject('user:1')
        .setIssuedAt()
        .setExpirationTime(`${TTL_S}s`)
        .sign(privateKey),
  };
}
