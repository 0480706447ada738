/** Generates OTLP JSON messages for tests: every signal, every kind of value, present and absent fields. Seeded. */

type Json = Record<string, unknown>;

/** mulberry32: small, seeded, good enough to vary a corpus. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STRINGS = [
  '',
  'plain',
  'o\'brien \\ "quoted"',
  'žluťoučký 기록 🎉',
  'العربية',
  '<script>alert(1)</script>',
  '$__timeFilter(x) ${a} [[b]]',
  'tab\tline\nnul\u0000',
  '{"not":"parsed"}',
];

export class Corpus {
  private readonly next: () => number;
  private count = 0;

  /** @param now centre of the generated times, ms since 1970 */
  constructor(
    seed: number,
    private readonly now: number
  ) {
    this.next = random(seed);
  }

  private int = (below: number) => Math.floor(this.next() * below);
  private pick = <T>(from: readonly T[]): T => from[this.int(from.length)];
  private maybe = <T>(value: T): T | undefined => (this.next() < 0.6 ? value : undefined);
  private some = <T>(most: number, make: () => T): T[] => Array.from({ length: this.int(most + 1) }, make);
  private hex = (bytes: number) => Array.from({ length: bytes * 2 }, () => this.int(16).toString(16)).join('');
  private time = () =>
    String(BigInt(this.now) * 1_000_000n - BigInt(this.int(3_600_000)) * 1_000_000n - BigInt(this.int(1_000_000)));

  private scalar = (): Json =>
    this.pick<() => Json>([
      () => ({ stringValue: this.pick(STRINGS) }),
      () => ({ boolValue: this.next() < 0.5 }),
      () => ({ intValue: this.pick(['0', '-1', '9223372036854775807', '-9223372036854775808', '42']) }),
      () => ({ doubleValue: this.pick<unknown>([0.1, -2.5, 1e300, 1e-7, 12345.678, 'NaN', 'Infinity', '-Infinity']) }),
      () => ({ bytesValue: this.pick(['', 'AAECAwT/', '+/8=']) }),
      () => ({}),
    ])();

  private value = (): Json => {
    const nested = this.next();
    if (nested < 0.1) {
      return {
        arrayValue: {
          values: [
            { stringValue: this.pick(STRINGS) },
            { intValue: '7' },
            { arrayValue: { values: [{ boolValue: true }] } },
          ],
        },
      };
    }
    if (nested < 0.2) {
      return {
        kvlistValue: {
          values: [
            { key: 'inner', value: { stringValue: this.pick(STRINGS) } },
            { key: 'n', value: { doubleValue: 0.5 } },
          ],
        },
      };
    }
    return this.scalar();
  };

  private attributes = (most = 6): Json[] =>
    this.some(most, () => ({ key: this.pick(['a', 'b.c', 'ключ', "k'q", `k${this.int(99)}`]), value: this.value() }));

  private resource = (): Json => ({
    attributes: [
      { key: 'service.name', value: { stringValue: this.pick(['shop', 'billing', "svc/'x'"]) } },
      ...this.attributes(4),
    ],
  });

  private scope = (): Json => ({
    name: this.pick(['', 'lib']),
    version: this.pick(['', '1.2.3']),
    attributes: this.attributes(2),
  });

  private wrap(resources: string, scopes: string, items: string, item: () => Json, most: number): Json {
    return {
      [resources]: Array.from({ length: 1 + this.int(3) }, () => ({
        resource: this.maybe(this.resource()),
        schemaUrl: this.maybe('https://example.invalid/schemas/1.40.0'),
        [scopes]: Array.from({ length: 1 + this.int(2) }, () => ({
          scope: this.maybe(this.scope()),
          schemaUrl: this.maybe('https://example.invalid/scope'),
          [items]: Array.from({ length: 1 + this.int(most) }, item),
        })),
      })),
    };
  }

  logs = (): Json =>
    this.wrap(
      'resourceLogs',
      'scopeLogs',
      'logRecords',
      () => ({
        timeUnixNano: this.time(),
        observedTimeUnixNano: this.maybe(this.time()),
        severityNumber: this.maybe(this.int(25)),
        severityText: this.maybe(this.pick(['INFO', 'warning', ''])),
        body: this.maybe(this.value()),
        attributes: [{ key: 'corpus.n', value: { intValue: String(this.count++) } }, ...this.attributes()],
        droppedAttributesCount: this.maybe(this.int(5)),
        flags: this.maybe(this.int(512)),
        traceId: this.maybe(this.hex(16)),
        spanId: this.maybe(this.hex(8)),
        eventName: this.maybe('user.login'),
      }),
      20
    );

  traces = (): Json =>
    this.wrap(
      'resourceSpans',
      'scopeSpans',
      'spans',
      () => {
        const start = this.time();
        return {
          traceId: this.hex(16),
          spanId: this.hex(8),
          parentSpanId: this.maybe(this.hex(8)),
          traceState: this.maybe('a=1,b=2'),
          flags: this.maybe(this.int(1024)),
          name: `span ${this.count++} ${this.pick(STRINGS)}`,
          kind: this.maybe(this.int(6)),
          startTimeUnixNano: start,
          endTimeUnixNano: this.maybe(String(BigInt(start) + BigInt(this.int(2_000_000_000)) - 500_000_000n)),
          attributes: this.attributes(),
          events: this.some(3, () => ({
            timeUnixNano: this.time(),
            name: this.pick(['exception', 'retry', '']),
            attributes: this.attributes(3),
          })),
          links: this.some(2, () => ({
            traceId: this.hex(16),
            spanId: this.hex(8),
            traceState: this.maybe('x=y'),
            attributes: this.attributes(2),
          })),
          status: this.maybe({ code: this.int(3), message: this.maybe(this.pick(STRINGS)) }),
        };
      },
      20
    );

  metrics = (): Json => this.wrap('resourceMetrics', 'scopeMetrics', 'metrics', () => this.metric(), 8);

  private metric(): Json {
    const head = { name: `metric.${this.count++}`, description: this.maybe('what it counts'), unit: this.maybe('ms') };
    const temporality = () => this.maybe(this.int(3));
    return this.pick<() => Json>([
      () => ({ ...head, gauge: { dataPoints: this.points(this.numberPoint) } }),
      () => ({
        ...head,
        sum: {
          dataPoints: this.points(this.numberPoint),
          aggregationTemporality: temporality(),
          isMonotonic: this.maybe(true),
        },
      }),
      () => ({
        ...head,
        histogram: { dataPoints: this.points(this.histogramPoint), aggregationTemporality: temporality() },
      }),
      () => ({
        ...head,
        exponentialHistogram: { dataPoints: this.points(this.exponentialPoint), aggregationTemporality: temporality() },
      }),
      () => ({ ...head, summary: { dataPoints: this.points(this.summaryPoint) } }),
    ])();
  }

  private points = (make: () => Json): Json[] => Array.from({ length: 1 + this.int(3) }, make);

  private point = (): Json => ({
    attributes: this.attributes(3),
    startTimeUnixNano: this.maybe(this.time()),
    timeUnixNano: this.time(),
    flags: this.maybe(this.int(2)),
  });

  private number = (): Json =>
    this.next() < 0.5
      ? { asInt: String(this.int(1000) - 500) }
      : { asDouble: this.pick<unknown>([0, 1.5, -3.25, 'NaN', 'Infinity']) };

  private exemplars = (): Json[] =>
    this.some(2, () => ({
      filteredAttributes: this.attributes(2),
      timeUnixNano: this.time(),
      spanId: this.maybe(this.hex(8)),
      traceId: this.maybe(this.hex(16)),
      ...this.number(),
    }));

  private numberPoint = (): Json => ({ ...this.point(), ...this.number(), exemplars: this.exemplars() });

  private histogramPoint = (): Json => ({
    ...this.point(),
    count: String(this.int(100)),
    sum: this.maybe(12.5),
    min: this.maybe(0),
    max: this.maybe(99.5),
    bucketCounts: this.some(4, () => String(this.int(50))),
    explicitBounds: this.some(3, () => this.int(100) / 2),
    exemplars: this.exemplars(),
  });

  private exponentialPoint = (): Json => ({
    ...this.point(),
    count: String(this.int(100)),
    sum: this.maybe(-4.5),
    min: this.maybe(-1),
    max: this.maybe(7),
    scale: this.int(20) - 10,
    zeroCount: this.maybe(String(this.int(9))),
    zeroThreshold: this.maybe(0.001),
    positive: this.maybe({ offset: this.int(10) - 5, bucketCounts: this.some(4, () => String(this.int(9))) }),
    negative: this.maybe({ offset: this.int(10) - 5, bucketCounts: this.some(4, () => String(this.int(9))) }),
    exemplars: this.exemplars(),
  });

  private summaryPoint = (): Json => ({
    ...this.point(),
    count: String(this.int(100)),
    sum: 77.25,
    quantileValues: this.some(3, () => ({ quantile: this.int(100) / 100, value: this.int(1000) / 4 })),
  });
}
