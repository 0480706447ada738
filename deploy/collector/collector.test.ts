import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

interface Collector {
  extensions: Record<string, unknown>;
  receivers: Record<string, unknown>;
  connectors: Record<string, unknown>;
  processors: Record<string, unknown>;
  exporters: Record<string, Record<string, unknown>>;
  service: {
    extensions: string[];
    telemetry: { metrics: { readers: Array<{ periodic: { exporter: { otlp: { endpoint: string } } } }> } };
    pipelines: Record<string, Record<'receivers' | 'processors' | 'exporters', string[]>>;
  };
}

/** The pipeline of what the Collector tells of itself. */
const OWN = 'metrics/self';
/** Pipelines to the tables of the Collector's own exporter. */
const isSecond = (pipeline: string) => pipeline.endsWith('/second');

const read = (name: string) => parse(readFileSync(path.join(__dirname, name), 'utf8')) as Collector;

/** As the Collector puts its --config files together: mappings are merged, everything else is replaced. */
function merged<T>(below: T, above: unknown): T {
  if (isMapping(below) && isMapping(above)) {
    const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
    return Object.fromEntries(
      keys.map((key) => [key, key in above ? merged(below[key], above[key]) : below[key]])
    ) as T;
  }
  return above as T;
}
const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

describe.each(['auth-token.yaml', 'auth-tenants.yaml'])('collector.yaml with %s', (auth) => {
  const config = merged(read('collector.yaml'), read(auth));

  test('every part that a pipeline or the service names is configured, and none is there for nothing', () => {
    const { pipelines, extensions } = config.service;
    const used = (kind: 'receivers' | 'processors' | 'exporters') =>
      [...new Set(Object.values(pipelines).flatMap((pipeline) => pipeline[kind]))].sort();
    const configured = (kind: 'receivers' | 'processors' | 'exporters' | 'connectors') => Object.keys(config[kind]);
    expect(used('processors')).toEqual(configured('processors').sort());
    for (const kind of ['receivers', 'exporters'] as const) {
      expect(used(kind)).toEqual([...configured(kind), ...configured('connectors')].sort());
    }
    expect([...extensions].sort()).toEqual(Object.keys(config.extensions).sort());
  });

  test('both ways in ask who sends', () => {
    const { protocols } = config.receivers.otlp as { protocols: Record<string, { auth?: { authenticator: string } }> };
    for (const protocol of ['grpc', 'http']) {
      expect(config.service.extensions).toContain(protocols[protocol].auth?.authenticator);
    }
  });

  test('what the Collector tells of itself comes in where nobody else reaches it', () => {
    const { receivers, exporters } = config.service.pipelines[OWN];
    expect(receivers).toEqual(['otlp/self']);
    expect(exporters).toEqual(config.service.pipelines.metrics.exporters);
    const { protocols } = config.receivers['otlp/self'] as { protocols: Record<string, { endpoint: string }> };
    expect(Object.values(protocols).map(({ endpoint }) => endpoint)).toEqual(['127.0.0.1:4319']);
    const [{ periodic }] = config.service.telemetry.metrics.readers;
    expect(periodic.exporter.otlp.endpoint).toBe('http://127.0.0.1:4319');
  });

  test('all signals go to one topic, cleaned, after memory was looked at; nothing is given up', () => {
    for (const [name, { processors, exporters }] of Object.entries(config.service.pipelines)) {
      if (isSecond(name)) {
        continue;
      }
      expect(exporters[0]).toBe('kafka');
      expect(processors[0]).toBe('memory_limiter');
      // it takes what it then may not get rid of: senders would not hear that the queue is full
      expect(processors).not.toContain('batch');
      if (name !== OWN) {
        expect(processors).toEqual(expect.arrayContaining(['redaction', 'transform/clean']));
      }
    }
    expect(config.exporters.kafka).toMatchObject({
      logs: { topic: 'otel-telemetry', encoding: 'otlp_json' },
      traces: { topic: 'otel-telemetry', encoding: 'otlp_json' },
      metrics: { topic: 'otel-telemetry', encoding: 'otlp_json' },
      producer: { required_acks: -1, allow_auto_topic_creation: false },
      retry_on_failure: { max_elapsed_time: 0 },
    });
  });

  test('the second way lies behind what swallows its failures', () => {
    const second = Object.entries(config.service.pipelines).filter(([name]) => isSecond(name));
    expect(second.map(([name]) => name)).toEqual(['logs/second', 'traces/second', 'metrics/second']);
    for (const [, pipeline] of second) {
      expect(pipeline).toEqual({ receivers: ['forward'], processors: ['batch'], exporters: ['clickhouse'] });
    }
  });
});

/** JSON makes at most as many bytes out of one of protobuf: those of a control character. */
const MOST_IN_JSON = '\\u0001'.length;
/** For what the Collector adds to a record: the tenant, what an audit event lacks, names of what was masked. Bytes. */
const ADDED = 200_000;

test('no record that comes in is too large for a batch, and no batch for a message', () => {
  interface Sizes {
    receivers: {
      otlp: { protocols: { grpc: { max_recv_msg_size_mib: number }; http: { max_request_body_size: number } } };
    };
    exporters: {
      kafka: {
        producer: { max_message_bytes: number };
        sending_queue: { sizer: string; queue_size: number; batch: { sizer: string; max_size: number } };
      };
    };
  }
  const { receivers, exporters } = read('collector.yaml') as unknown as Sizes;
  const { grpc, http } = receivers.otlp.protocols;
  const { sizer, queue_size, batch } = exporters.kafka.sending_queue;
  const largest = Math.max(grpc.max_recv_msg_size_mib * 2 ** 20, http.max_request_body_size) + ADDED;
  expect([sizer, batch.sizer]).toEqual(['bytes', 'bytes']);
  expect(batch.max_size).toBeGreaterThan(largest);
  expect(queue_size).toBeGreaterThan(largest);
  expect(exporters.kafka.producer.max_message_bytes).toBeGreaterThanOrEqual(batch.max_size * MOST_IN_JSON);
});

test('what waits for ClickHouse is little, even ten times as much in memory', () => {
  const { processors, exporters } = read('collector.yaml') as unknown as {
    processors: { memory_limiter: { limit_mib: number; spike_limit_mib: number } };
    exporters: { clickhouse: { sending_queue: { sizer: string; queue_size: number } } };
  };
  const { sizer, queue_size } = exporters.clickhouse.sending_queue;
  const { limit_mib, spike_limit_mib } = processors.memory_limiter;
  expect(sizer).toBe('bytes');
  expect((10 * 3 * queue_size) / 2 ** 20).toBeLessThan(limit_mib - spike_limit_mib);
});

test('personal-data.yaml masks what collector.yaml masks, and more', () => {
  type Redaction = Record<'blocked_values' | 'blocked_key_patterns', string[]>;
  const [below, above] = ['collector.yaml', 'personal-data.yaml'].map(
    (name) => read(name).processors.redaction as Redaction
  );
  for (const list of ['blocked_values', 'blocked_key_patterns'] as const) {
    expect(above[list].slice(0, below[list].length)).toEqual(below[list]);
    expect(above[list].length).toBeGreaterThan(below[list].length);
  }
});

test('a tenant is who logged in: every place from which the stored tenant is read is taken from the payload', () => {
  const { fields } = parse(readFileSync(path.join(__dirname, '../../compliance/fields.yaml'), 'utf8')) as {
    fields: { tenant: { attributes: string[] } };
  };
  const { processors } = read('auth-tenants.yaml') as unknown as {
    processors: {
      'transform/tenant': Record<
        'log_statements' | 'trace_statements' | 'metric_statements',
        Array<{ statements: string[] }>
      >;
    };
  };
  const { log_statements: ofLogs, trace_statements, metric_statements } = processors['transform/tenant'];
  for (const [{ statements }] of [trace_statements, metric_statements]) {
    expect(statements).toEqual(ofLogs[0].statements);
  }
  const [statement] = ofLogs[0].statements;
  const pattern = new RegExp(JSON.parse(/"[^"]*"/.exec(statement)![0]) as string);
  const before = fields.tenant.attributes.slice(0, fields.tenant.attributes.indexOf('resource/tenant.id'));
  expect(before.filter((attribute) => !pattern.test(attribute))).toEqual([]);
});
