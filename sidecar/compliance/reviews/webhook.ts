import { type Notice } from './notices';
import { errorCode } from '../../errorCode';

const TIMEOUT_MS = 10_000;

/** Gives a notice to whoever is to know of it. @throws Error in words, without address and token */
export type SendNotice = (notice: Notice) => Promise<void>;

/**
 * Sends notices as JSON to one address, which may be a secret by itself: no error names it. Redirects are not followed, so
 * that nothing goes anywhere but where the configuration says, and the answer is not read.
 * @param token sent as a bearer token
 */
export function webhook(url: string, token?: string, timeoutMs = TIMEOUT_MS): SendNotice {
  return async (notice) => {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(notice),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new Error(wordsOf(error, timeoutMs));
    });
    await response.body?.cancel();
    if (response.status >= 300 && response.status < 400) {
      throw new Error(`The webhook answered HTTP ${response.status}: it leads elsewhere, which is not followed.`);
    }
    if (!response.ok) {
      throw new Error(`The webhook answered HTTP ${response.status}.`);
    }
  };
}

/** What fetch says can have the address in it: only the kind of it is told. */
function wordsOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as Error;
  return name === 'TimeoutError'
    ? `The webhook did not answer within ${timeoutMs / 1000} s.`
    : `The webhook cannot be reached (${String(errorCode(cause) ?? 'no connection')}).`;
}
