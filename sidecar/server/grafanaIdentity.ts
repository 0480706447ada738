import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';

import { Problem } from './problem';
import { type GrafanaConfig } from './serveConfig';

/** Who asks, as Grafana has signed it. */
export interface Identity {
  userUid: string;
  login: string;
  /** May be empty. */
  email: string;
  name: string;
  /** Of the user in the organisation when the token was made: at most 10 minutes ago. */
  role: 'Viewer' | 'Editor' | 'Admin';
  orgId: number;
}

/** Reads the value of X-Grafana-Id. @throws Problem 401 or 403 for a token that is not accepted, 503 without keys */
export type VerifyIdentity = (token: string) => Promise<Identity>;

export interface KeyTimes {
  /** Grafana's keys change with the month, and may be kept for an hour. */
  cacheMs: number;
  /** Between two looks for a key that is not among those known. */
  refreshFloorMs: number;
  /** Between two attempts when the last one failed. */
  failureFloorMs: number;
  /** Longest wait for the keys. */
  timeoutMs: number;
}

const KEY_TIMES: KeyTimes = { cacheMs: 3_600_000, refreshFloorMs: 10_000, failureFloorMs: 2000, timeoutMs: 5000 };

/** The clocks of two machines. Seconds. */
const CLOCK_TOLERANCE_S = 10;

/** Tokens live for 600 s; the limit makes the time of issue a claim that must be there and not lie ahead. */
const MAX_AGE_S = 3600;

/** Largest set of keys that is read. */
const MAX_KEYS_LENGTH = 1_000_000;

/** What Grafana puts into the token of a user, beside issuer, audience and times. */
const userClaims = z.object({
  sub: z.string().startsWith('user:'),
  identifier: z.string().min(1),
  username: z.string().min(1),
  email: z.string().default(''),
  name: z.string().default(''),
  role: z.enum(['Viewer', 'Editor', 'Admin']),
});

/**
 * Verifies Grafana's signed identity: an ES256 signature by a key of its JWKS, the issuer, exactly one audience (the
 * organisation), the times, and that it is a person. Facts about the token: Grafana 12.4.3, measured.
 */
export function grafanaIdentity(grafana: GrafanaConfig, times: Partial<KeyTimes> = {}): VerifyIdentity {
  const keys = signingKeys(grafana.jwksUrl, { ...KEY_TIMES, ...times });
  const audience = `org:${grafana.orgId}`;
  return async (token) => {
    const verify = () =>
      jwtVerify(token, keys.get, {
        algorithms: ['ES256'],
        issuer: grafana.issuer,
        audience,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
        maxTokenAge: MAX_AGE_S,
      });
    const { payload } = await verify()
      .catch(async (error: unknown) => {
        // Grafana names a key after its month: one that was replaced within the month has the name of the old one
        if (error instanceof errors.JWSSignatureVerificationFailed && (await keys.renewed())) {
          return verify();
        }
        throw error;
      })
      .catch((error: unknown) => {
        throw refusal(error);
      });
    if ([payload.aud].flat().length !== 1) {
      throw notAccepted('it is for more than one organisation', 'several audiences');
    }
    if (payload.type !== 'user') {
      throw new Problem(403, 'Only users of Grafana are served, no service accounts and nobody who is anonymous.');
    }
    const claims = userClaims.safeParse(payload);
    if (!claims.success) {
      const wrong = claims.error.issues.map(({ path }) => path.join('.')).join(', ');
      throw new Problem(403, `Grafana's identity token is not one of a user with a role (${wrong}).`);
    }
    const { identifier, username, email, name, role } = claims.data;
    return { userUid: identifier, login: username, email, name, role, orgId: grafana.orgId };
  };
}

/** The keys could not be read: nobody's fault who asks, and nobody is let in. */
class KeysUnavailable extends Error {}

interface SigningKeys {
  get: JWTVerifyGetKey;
  /** Reads them again, unless that was done a moment ago. Whether it was done now. */
  renewed(): Promise<boolean>;
}

/** Grafana's public keys, kept, and read again for a key that is not among them, but not at every such request. */
function signingKeys(url: string, { cacheMs, refreshFloorMs, failureFloorMs, timeoutMs }: KeyTimes): SigningKeys {
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: cacheMs,
    cooldownDuration: refreshFloorMs,
    timeoutDuration: timeoutMs,
    [customFetch]: fetchWithFloor(failureFloorMs),
  });
  return {
    async get(header, token) {
      try {
        return await keys(header, token);
      } catch (error) {
        const isOfToken =
          error instanceof errors.JWKSNoMatchingKey ||
          error instanceof errors.JWKSMultipleMatchingKeys ||
          error instanceof errors.JOSENotSupported;
        throw isOfToken ? error : new KeysUnavailable(`${url}: ${reason(error)}`);
      }
    },
    async renewed() {
      if (keys.coolingDown) {
        return false;
      }
      // those that are known stay when Grafana is away
      return keys.reload().then(
        () => true,
        () => false
      );
    },
  };
}

/** After an attempt that failed the next one waits, so that a Grafana in trouble is not asked once a request. */
function fetchWithFloor(floorMs: number): FetchImplementation {
  let failed: { at: number; why: string } | undefined;
  return async (url, options) => {
    if (failed && performance.now() - failed.at < floorMs) {
      throw new Error(failed.why);
    }
    failed = undefined;
    try {
      const response = await fetch(url, options);
      const text = await response.text();
      if (response.status !== 200 || text.length > MAX_KEYS_LENGTH) {
        throw new Error(`HTTP ${response.status}, ${text.length} characters`);
      }
      if (!Array.isArray((JSON.parse(text) as { keys?: unknown } | null)?.keys)) {
        throw new Error('the answer is no set of keys');
      }
      return new Response(text);
    } catch (error) {
      failed = { at: performance.now(), why: reason(error) };
      throw error;
    }
  };
}

/** What fetch says of a failure stands in its cause. */
function reason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return [message, cause?.message].filter(Boolean).join(': ') || String(error);
}

const notAccepted = (why: string, detail: string) =>
  new Problem(401, `Grafana's identity token is not accepted: ${why}.`, detail);

/** What jose found wrong, in words. The detail never has the token in it: jose's messages name claims, not values. */
function refusal(error: unknown): Problem {
  if (error instanceof KeysUnavailable) {
    return new Problem(503, 'The keys of Grafana cannot be read, so nobody can be recognised.', error.message);
  }
  const detail = error instanceof errors.JOSEError ? `${error.code}: ${error.message}` : 'not a token';
  if (error instanceof errors.JWTExpired) {
    return notAccepted('it has expired', detail);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return notAccepted(CLAIMS[error.claim] ?? `its claim "${error.claim}" is missing or wrong`, detail);
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return notAccepted('Grafana has no key of that name', detail);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return notAccepted('its signature is wrong', detail);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return notAccepted('it is not signed with ES256', detail);
  }
  return notAccepted('it is no signed token', detail);
}

const CLAIMS: Record<string, string> = {
  iss: 'it was issued elsewhere; GIROK_GRAFANA_ISSUER must be the root_url of Grafana',
  aud: 'it is for another organisation than GIROK_GRAFANA_ORG',
  nbf: 'it is not valid yet; compare the clocks',
  iat: 'it comes from the future, or does not say when it was made; compare the clocks',
};
