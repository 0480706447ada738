import { type Anchor } from './anchor';

const TIMEOUT_MS = 30_000;

/**
 * A second log store, by OTLP/HTTP: each head is a log record whose body is the line. Read back with the store's own means
 * and given to `girok verify --anchors FILE`.
 * @param url without /v1/logs
 * @param token sent as a bearer token
 */
export function otlpAnchor(url: string, token?: string): Anchor {
  return {
    kind: 'otlp',
    target: url,
    async keep(line) {
      const text = (value: string) => ({ stringValue: value });
      const attributes = Object.entries({
        'event.name': 'girok.seal',
        'audit.record.id': `girok-seal-${line.chain}-${line.seq}`,
        'audit.action': 'EXECUTE',
        'audit.actor.id': 'girok',
        'audit.actor.type': 'service',
        'audit.outcome': 'success',
        'audit.target.id': line.chain,
        'audit.integrity.value': line.hash,
        'audit.sequence.number': String(line.seq),
      }).map(([key, value]) => ({ key, value: text(value) }));
      const record = {
        timeUnixNano: String(BigInt(Date.parse(line.sealedAt)) * 1_000_000n),
        body: text(JSON.stringify(line)),
        attributes,
      };
      const response = await fetch(`${url.replace(/\/$/, '')}/v1/logs`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          resourceLogs: [
            {
              resource: { attributes: [{ key: 'service.name', value: text('girok') }] },
              scopeLogs: [{ logRecords: [record] }],
            },
          ],
        }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer = await response.text();
      if (response.status !== 200) {
        throw new Error(`${url} did not take the head: HTTP ${response.status} ${answer.slice(0, 300)}`);
      }
      if (/"rejectedLogRecords":"?[1-9]/.test(answer)) {
        throw new Error(`${url} rejected the head: ${answer.slice(0, 300)}`);
      }
      return '';
    },
  };
}
