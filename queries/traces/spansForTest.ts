import { HOSTILE } from '../hostile';

/** Spans of known shape, as OTLP: what the engine tests of this folder count. */

interface TestSpan {
  trace: number;
  span: number;
  parent?: number;
  service: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Milliseconds since 1970. */
  start: number;
  ms: number;
  attributes?: Record<string, string>;
  /** Message of a failed span. */
  failed?: string;
  exception?: { type: string; message: string };
}

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

export const traceId = (trace: number) => trace.toString(16).padStart(32, '0');
const spanId = (span: number) => span.toString(16).padStart(16, '0');
const attributesOf = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);

/** OTLP/JSON of the spans; `set` is a resource attribute that tells one test's spans from another's. */
export function otlpOf(set: string, spans: TestSpan[]): object {
  return {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: attributesOf({ 'service.name': span.service, set, 'service.version': '1.2' }) },
      scopeSpans: [
        {
          spans: [
            {
              traceId: traceId(span.trace),
              spanId: spanId(span.span),
              parentSpanId: span.parent === undefined ? '' : spanId(span.parent),
              name: span.name,
              kind: KINDS[span.kind],
              startTimeUnixNano: nanoseconds(span.start),
              endTimeUnixNano: nanoseconds(span.start + span.ms),
              attributes: attributesOf(span.attributes ?? {}),
              status: span.failed === undefined ? {} : { code: 2, message: span.failed },
              events: span.exception && [
                {
                  name: 'exception',
                  timeUnixNano: nanoseconds(span.start),
                  attributes: attributesOf({
                    'exception.type': span.exception.type,
                    'exception.message': span.exception.message,
                  }),
                },
              ],
            },
          ],
        },
      ],
    })),
  };
}

/** One trace of one root span a hostile text: it is service, name, attribute and, of every second, message of a failure. */
export const hostileSpans = (now: number): TestSpan[] =>
  HOSTILE.map((value, i) => ({
    trace: 1000 + i,
    span: 1000 + i,
    service: value,
    name: value,
    kind: 'server',
    start: now - 60_000 - i * 1000,
    ms: i + 1,
    attributes: { [`key ${value}`]: value },
    failed: i % 2 ? value : undefined,
    exception: i % 4 === 1 ? { type: value, message: value } : undefined,
  }));

/** Shop requests, each a trace: gateway → checkout → the orders database, and a mail over a queue. */
export const SHOP = { requests: 20, slow: 4, failed: 5 };

/**
 * `SHOP.requests` traces of six spans. The first `slow` ones take 1,000 ms and come from region eu; the others take 100 ms
 * and come from us. Of those, the last `failed` ones fail in checkout, each with another order number.
 */
export function shopSpans(now: number): TestSpan[] {
  return Array.from({ length: SHOP.requests }, (_, i): TestSpan[] => {
    const [trace, first, start] = [i + 1, (i + 1) * 10, now - 600_000 - i * 1000];
    const ms = i < SHOP.slow ? 1000 : 100;
    const attributes = { region: i < SHOP.slow ? 'eu' : 'us', 'request.id': `r${i}` };
    const failed = i >= SHOP.requests - SHOP.failed ? 'boom' : undefined;
    const span = (n: number, parent: number | undefined, rest: Omit<TestSpan, 'trace' | 'span' | 'parent'>) => ({
      trace,
      span: first + n,
      parent: parent === undefined ? undefined : first + parent,
      ...rest,
    });
    return [
      span(0, undefined, { service: 'gateway', name: 'POST /order', kind: 'server', start, ms, attributes, failed }),
      span(1, 0, { service: 'gateway', name: 'call', kind: 'client', start: start + 10, ms: ms - 20 }),
      span(2, 1, {
        service: 'checkout',
        name: 'order',
        kind: 'server',
        start: start + 20,
        ms: ms - 40,
        failed,
        exception: failed ? { type: 'NoStock', message: `no stock for order ${i} of "user ${i}"` } : undefined,
      }),
      span(3, 2, {
        service: 'checkout',
        name: 'SELECT orders',
        kind: 'client',
        start: start + 30,
        ms: 20,
        attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'orders' },
      }),
      span(4, 2, {
        service: 'checkout',
        name: 'send mail',
        kind: 'producer',
        start: start + 50,
        ms: 1,
        attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'mails' },
      }),
      span(5, 4, {
        service: 'mailer',
        name: 'mail',
        kind: 'consumer',
        start: start + 60,
        ms: 5,
        attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'mails' },
      }),
    ];
  }).flat();
}

/** How often each value comes among the slow and the fast spans of `rankedSpans`, in twentieths. */
export const RANKED: Record<string, { slow: Record<string, number>; fast: Record<string, number> }> = {
  release: { slow: { new: 20 }, fast: { old: 20 } },
  node: { slow: { a: 16, b: 4 }, fast: { a: 4, b: 8, c: 8 } },
  cache: { slow: { miss: 12, hit: 8 }, fast: { miss: 7, hit: 13 } },
  // as often among both
  zone: { slow: { x: 10, y: 10 }, fast: { x: 10, y: 10 } },
};

/** 200 root spans of 2 s and 400 of 10 ms, whose attributes are distributed as `RANKED` says; `id` has each for itself. */
export function rankedSpans(now: number): TestSpan[] {
  const valueOf = (shares: Record<string, number>, place: number) =>
    Object.entries(shares).flatMap(([value, twentieths]) => Array.from({ length: twentieths }, () => value))[place];
  return Array.from({ length: 600 }, (_, i): TestSpan => {
    const side = i % 3 === 0 ? 'slow' : 'fast';
    return {
      trace: 5000 + i,
      span: 5000 + i,
      service: 'ranked',
      name: 'work',
      kind: 'server',
      start: now - 900_000 + i * 1000,
      ms: side === 'slow' ? 2000 : 10,
      attributes: {
        id: String(i),
        // each attribute at a stride of its own, so that they do not go together
        ...Object.fromEntries(
          Object.entries(RANKED).map(([key, of], n) => [
            key,
            valueOf(of[side], (Math.floor(i / 3) * [1, 3, 7, 9][n]) % 20),
          ])
        ),
      },
    };
  });
}
