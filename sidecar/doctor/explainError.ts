import { ClickHouseError } from '@clickhouse/client';

import { type Verdict } from './verdict';

const REFUSED_USER = ['192', '193', '194', '516'];
const ACCESS_DENIED = '497';

/** What an error of ClickHouse, of Kafka or of the network says, in one line, and what to do about it. */
export function explainError(error: unknown): Pick<Verdict, 'text' | 'next'> {
  if (error instanceof ClickHouseError) {
    return explainClickHouse(error);
  }
  const message = messageOf(error);
  // errors of girok's own say what to do next on indented lines
  const [text, ...next] = message.split(/\n\s+/);
  if (next.length > 0) {
    return { text, next: next.join('\n') };
  }
  if (NETWORK.test(message)) {
    return {
      text: message,
      next: 'Check GIROK_CLICKHOUSE_URL (the HTTP port, 8123 or 8443 by default) and that the server runs.',
    };
  }
  return { text: message.split('\n')[0] };
}

const NETWORK =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|Timeout error|socket hang up|Parse Error|wrong version number|certificate/i;

function explainClickHouse(error: ClickHouseError): Pick<Verdict, 'text' | 'next'> {
  const said = error.message.split('\n')[0].replace(/[.\s]+$/, '');
  const text = `${said} (${error.type ?? 'error'}, code ${error.code})`;
  if (REFUSED_USER.includes(error.code)) {
    return { text, next: 'Check GIROK_CLICKHOUSE_USER and GIROK_CLICKHOUSE_PASSWORD.' };
  }
  return error.code === ACCESS_DENIED ? { text, next: 'Grant the user what the message names.' } : { text };
}

/** Node hides the reasons of a connection that failed at each address of a name in an AggregateError without a message. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
