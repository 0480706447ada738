/** Seeded generator: the same numbers in each run (mulberry32, public domain). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SERVICES = ['gateway', 'checkout', 'cart', 'payment', 'catalog', 'shipping', 'email', 'search', 'user', 'audit'];
const ROUTES = ['/orders', '/orders/{id}', '/items', '/items/{id}', '/login', '/export', '/search', '/health'];

/**
 * OTLP JSON as a Collector writes it to Kafka: long integers as text, ids in hex, no default values. A span has eight to
 * eleven attributes and some have an event; a resource has ten.
 */
export class Messages {
  private readonly next: () => number;
  private readonly start: bigint;

  /** @param startMs time of the first record, ms since 1970; the others follow within the hour */
  constructor(seed: number, startMs: number) {
    this.next = random(seed);
    this.start = BigInt(startMs) * 1_000_000n;
  }

  /** One export of one service with this many spans. */
  spans(count: number): string {
    return this.message('resourceSpans', 'scopeSpans', { spans: this.many(count, () => this.span()) });
  }

  /** One export of one service with this many audit events. */
  logs(count: number): string {
    return this.message('resourceLogs', 'scopeLogs', { logRecords: this.many(count, () => this.record()) });
  }

  /** One export of one service with this many points of four metrics. */
  points(count: number): string {
    const each = Math.ceil(count / 4);
    const point = (extra: () => object) => this.many(each, () => ({ ...this.pointBase(), ...extra() }));
    const metrics = [
      { name: 'process.memory', unit: 'By', gauge: { dataPoints: point(() => ({ asInt: this.integer(1e9) })) } },
      {
        name: 'http.server.requests',
        unit: '1',
        sum: { dataPoints: point(() => ({ asInt: this.integer(1e6) })), aggregationTemporality: 2, isMonotonic: true },
      },
      {
        name: 'http.server.request.duration',
        unit: 'ms',
        histogram: { dataPoints: point(() => this.buckets()), aggregationTemporality: 2 },
      },
      {
        name: 'rpc.client.duration',
        unit: 'ms',
        exponentialHistogram: {
          dataPoints: point(() => ({
            count: '11',
            sum: this.next() * 100,
            scale: 3,
            positive: { offset: -2, bucketCounts: ['1', '2', '3', '5'] },
            negative: {},
          })),
          aggregationTemporality: 1,
        },
      },
    ];
    return this.message('resourceMetrics', 'scopeMetrics', { metrics });
  }

  private message(resources: string, scopes: string, content: object): string {
    const service = this.one(SERVICES);
    const host = this.below(60);
    const resource = {
      attributes: [
        this.text('service.name', service),
        this.text('service.version', `1.${host % 5}.3`),
        this.text('service.namespace', 'shop'),
        this.text('deployment.environment.name', 'production'),
        this.text('host.name', `ip-10-0-0-${host}.internal`),
        this.text('k8s.pod.name', `${service}-7d9f-${host}`),
        this.text('k8s.namespace.name', 'shop'),
        this.text('telemetry.sdk.name', 'opentelemetry'),
        this.text('telemetry.sdk.language', this.one(['java', 'go', 'nodejs'])),
        { key: 'process.pid', value: { intValue: String(1000 + host) } },
      ],
    };
    return JSON.stringify({
      [resources]: [
        { resource, [scopes]: [{ scope: { name: `${service}.instrumentation`, version: '1.2.0' }, ...content }] },
      ],
    });
  }

  private span(): object {
    const start = this.time();
    const end = start + BigInt(Math.floor(Math.exp(this.next() * 8 + 9)));
    const [failed, route, kind] = [this.next() < 0.03, this.one(ROUTES), this.one([1, 2, 2, 3, 3, 5])];
    const attributes = [
      this.text('http.request.method', this.one(['GET', 'GET', 'POST', 'PUT'])),
      this.text('http.route', route),
      {
        key: 'http.response.status_code',
        value: { intValue: failed ? '500' : this.one(['200', '200', '201', '404']) },
      },
      this.text('url.path', route.replace('{id}', String(this.below(1e6)))),
      this.text('server.address', `ip-10-0-0-${this.below(60)}.internal`),
      { key: 'server.port', value: { intValue: '8080' } },
      this.text('network.peer.address', `10.${this.below(4)}.${this.below(255)}.${this.below(255)}`),
      this.text('user.id', `u${this.below(50_000)}`),
      { key: 'thread.id', value: { intValue: this.integer(200) } },
      ...(kind === 3 ? [this.text('peer.service', this.one(SERVICES))] : []),
      ...(this.next() < 0.2 ? [{ key: 'app.cached', value: { boolValue: this.next() < 0.5 } }] : []),
      ...(this.next() < 0.05
        ? [{ key: 'app.tags', value: { arrayValue: { values: [{ stringValue: 'a"b' }, { intValue: '3' }] } } }]
        : []),
    ];
    return {
      traceId: this.hex(32),
      spanId: this.hex(16),
      ...(this.next() < 0.8 ? { parentSpanId: this.hex(16) } : {}),
      flags: 257,
      name: `${this.one(['GET', 'POST'])} ${route}`,
      kind,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(end),
      attributes,
      ...(failed
        ? {
            events: [
              {
                timeUnixNano: String(end),
                name: 'exception',
                attributes: [
                  this.text('exception.type', 'IllegalStateException'),
                  this.text(
                    'exception.stacktrace',
                    'IllegalStateException: bad\n\tat com.shop.A.b(A.java:12)\n'.repeat(6)
                  ),
                ],
              },
            ],
          }
        : {}),
      status: failed ? { message: 'boom', code: 2 } : {},
    };
  }

  private record(): object {
    const time = this.time();
    return {
      timeUnixNano: String(time),
      observedTimeUnixNano: String(time + 1_000_000n),
      severityNumber: 9,
      severityText: 'INFO',
      body: { stringValue: `user u${this.below(5000)} ${this.one(['read', 'changed', 'exported'])} ${this.hex(8)}` },
      attributes: [
        this.text('audit.actor.id', `u${this.below(5000)}`),
        this.text('audit.action', this.one(['login', 'grant', 'update', 'delete', 'export'])),
        this.text('audit.target.id', `/${this.one(['orders', 'users', 'invoices'])}/${this.below(1e5)}`),
        this.text('audit.outcome', this.next() < 0.95 ? 'success' : 'failure'),
        this.text('client.address', `10.${this.below(4)}.${this.below(255)}.${this.below(255)}`),
        this.text('tenant.id', `t${this.below(300)}`),
        this.text('audit.record.id', this.hex(32)),
      ],
      ...(this.next() < 0.5 ? { flags: 1, traceId: this.hex(32), spanId: this.hex(16) } : {}),
      eventName: 'audit',
    };
  }

  private pointBase(): object {
    const time = this.time();
    return {
      attributes: [
        this.text('http.route', this.one(ROUTES)),
        this.text('http.request.method', this.one(['GET', 'POST'])),
        { key: 'http.response.status_code', value: { intValue: this.one(['200', '500']) } },
        this.text('net.host', `ip-10-0-0-${this.below(60)}.internal`),
      ],
      startTimeUnixNano: String(time - 60_000_000_000n),
      timeUnixNano: String(time),
    };
  }

  private buckets(): object {
    const counts = this.many(12, () => this.below(50));
    return {
      count: String(counts.reduce((a, b) => a + b)),
      sum: this.next() * 1e4,
      bucketCounts: counts.map(String),
      explicitBounds: [5, 10, 25, 50, 75, 100, 250, 500, 1000, 2500, 5000],
      min: 0.5,
      max: 4000,
    };
  }

  private many<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  private time = () => this.start + BigInt(Math.floor(this.next() * 3.6e12));
  private below = (limit: number) => Math.floor(this.next() * limit);
  private integer = (limit: number) => String(this.below(limit));
  private one = <T>(list: readonly T[]): T => list[this.below(list.length)];
  private text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  private hex(length: number): string {
    let text = '';
    while (text.length < length) {
      text += this.below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    }
    return text.slice(0, length);
  }
}
