import { HOSTILE } from '../hostile';

/** Services of known shape, sent as OTLP: what the engine tests of this folder count. */

const HOUR = 3_600_000;
const nanoseconds = (ms: number) => String(BigInt(ms) * 1_000_000n);
const attributesOf = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));

let ids = 0;
const nextId = (length: number) => (++ids).toString(16).padStart(length, '0');

interface Requests {
  start: number;
  ms: number;
  kind?: 'server' | 'client' | 'consumer';
  failed?: boolean;
}

const KINDS = { server: 2, client: 3, consumer: 5 };

const spans = (resource: Record<string, string>, requests: Requests[]) => ({
  resource: { attributes: attributesOf(resource) },
  scopeSpans: [
    {
      spans: requests.map(({ start, ms, kind = 'server', failed = false }) => ({
        traceId: nextId(32),
        spanId: nextId(16),
        name: 'work',
        kind: KINDS[kind],
        startTimeUnixNano: nanoseconds(start),
        endTimeUnixNano: nanoseconds(start + ms),
        status: failed ? { code: 2 } : {},
      })),
    },
  ],
});

const times = (n: number, request: (i: number) => Requests) => Array.from({ length: n }, (_, i) => request(i));

/** Sends a cart that was deployed and got worse, one that is gone, ones with one signal only, and hostile names. */
export async function sendServices(otlpUrl: string, now: number): Promise<void> {
  const set = { set: 'shop', 'service.namespace': 'shop', 'deployment.environment.name': 'prod' };
  const cart = { ...set, 'service.name': 'cart' };
  await send(otlpUrl, 'traces', {
    resourceSpans: [
      spans({ ...cart, 'service.version': '1' }, [
        ...times(4, (i) => ({ start: now - 2 * HOUR + 60_000 + i * 1000, ms: 50, failed: i === 0 })),
        { start: now - HOUR + 60_000, ms: 1000 },
      ]),
      spans(
        { ...cart, 'service.version': '2' },
        times(10, (i) => ({ start: now - 60_000 - i * 1000, ms: 100, failed: i < 2 }))
      ),
      spans(
        { ...set, 'service.name': 'gone' },
        times(3, (i) => ({ start: now - HOUR - 60_000 - i, ms: 20 }))
      ),
      spans({ ...set, 'service.name': 'worker' }, [{ start: now - 1000, ms: 5, kind: 'consumer' }]),
      spans({ ...set, 'service.name': 'only-steps' }, [{ start: now - 1000, ms: 5, kind: 'client' }]),
      spans({ set: 'nameless' }, [{ start: now - 1000, ms: 5 }]),
      ...HOSTILE.map((name) => spans({ set: 'hostile', 'service.name': name }, [{ start: now - 1000, ms: 1 }])),
    ],
  });
  await send(otlpUrl, 'logs', {
    resourceLogs: [
      {
        resource: {
          attributes: attributesOf({ set: 'shop', 'service.name': 'only-logs', 'deployment.environment': 'test' }),
        },
        scopeLogs: [{ logRecords: [{ timeUnixNano: nanoseconds(now - 1000), body: { stringValue: 'hello' } }] }],
      },
    ],
  });
  await send(otlpUrl, 'metrics', {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ ...set, 'service.name': 'only-metrics' }) },
        scopeMetrics: [
          {
            metrics: [
              { name: 'load', gauge: { dataPoints: [{ timeUnixNano: nanoseconds(now - 1000), asDouble: 1 }] } },
            ],
          },
        ],
      },
    ],
  });
}

async function send(otlpUrl: string, signal: string, message: object): Promise<void> {
  const response = await fetch(`${otlpUrl}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  expect(response.status).toBe(200);
}
