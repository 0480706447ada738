import { literal } from '../../queries/sql';

const HIDDEN = '[HIDDEN]';
/** Shorter ones would be found in every second word; nobody who has one has a secret. */
const SHORTEST = 3;

/**
 * Takes secrets out of text that others wrote (a server, a library), in each spelling that such text has them in: as they
 * are, in SQL, in JSON, in a URL. The last line of defence: nothing of ours puts them there.
 */
export function hideSecrets(text: string, secrets: Array<string | undefined>): string {
  const spellings = secrets
    .filter((secret) => secret !== undefined)
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((secret) => [
      secret,
      literal(secret).text.slice(1, -1),
      secret.replace(/[\\']/g, '\\$&'),
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
    ]);
  return spellings.reduce((shown, spelling) => shown.replaceAll(spelling, HIDDEN), text);
}
