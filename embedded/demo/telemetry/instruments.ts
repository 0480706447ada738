import { type Attributes, type Counter, type Histogram, type Meter, type UpDownCounter } from '@opentelemetry/api';
import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';

import { type ShopRequest, type Verdict } from '../story/request';
import { type ServiceName } from '../story/services';

/** What is measured when metrics are collected. */
export interface Observed {
  /** Resident memory in bytes. */
  memory: () => number;
  /** Of Node.js and V8. */
  runtime: () => RuntimeState;
  /** Mails with invoices that wait to be sent. */
  queueDepth: () => number;
}

/** State of a Node.js process. */
export interface RuntimeState {
  /** Bytes. */
  heapUsed: number;
  heapLimit: number;
  /** Seconds of processor time since the start. */
  cpuSeconds: number;
  /** 99th percentile of how late timers were since the last look, in seconds. */
  eventLoopDelay: number;
  /** Share of the time in which the event loop was busy since the last look, 0-1. */
  eventLoopUtilization: number;
  threads: number;
}

/** Calls are counted in an exponential histogram: the other kind, for the sake of those who look at metrics. */
export const METRIC_VIEWS: ViewOptions[] = [
  { instrumentName: 'rpc.server.call.duration', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
];

/** Bounds in seconds that the semantic conventions recommend for http.server.request.duration. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The metrics of the two services, named by the semantic conventions where they have a name. Durations are in milliseconds. */
export class Instruments {
  private readonly collections: Histogram;
  private readonly httpDuration?: Histogram;
  private readonly logins?: Counter;
  private readonly sessions?: UpDownCounter;
  private readonly callDuration?: Histogram;
  private readonly queryDuration?: Histogram;
  private readonly exportedRecords?: Counter;

  constructor(meter: Meter, service: ServiceName, observed: Observed) {
    meter
      .createObservableUpDownCounter('process.memory.usage', {
        unit: 'By',
        description: 'Resident memory of the process',
      })
      .addCallback((result) => result.observe(observed.memory()));
    this.collections = meter.createHistogram('v8js.gc.duration', {
      unit: 's',
      description: 'Garbage collections by kind',
      advice: { explicitBucketBoundaries: [0.01, 0.1, 1, 10] },
    });
    observeRuntime(meter, observed.runtime);
    if (service === 'storefront') {
      this.httpDuration = meter.createHistogram('http.server.request.duration', {
        unit: 's',
        description: 'Duration of HTTP server requests',
        advice: { explicitBucketBoundaries: SECONDS },
      });
      this.logins = meter.createCounter('shop.logins', { unit: '{login}', description: 'Attempts to log in' });
      this.sessions = meter.createUpDownCounter('shop.sessions', { unit: '{session}', description: 'Open sessions' });
    } else {
      this.callDuration = meter.createHistogram('rpc.server.call.duration', {
        unit: 's',
        description: 'Duration of gRPC calls',
      });
      this.queryDuration = meter.createHistogram('db.client.operation.duration', {
        unit: 's',
        description: 'Duration of database statements',
        advice: { explicitBucketBoundaries: [0.001, ...SECONDS] },
      });
      this.exportedRecords = meter.createCounter('billing.exported_records', {
        unit: '{record}',
        description: 'Records that left in exports',
      });
      meter
        .createObservableGauge('billing.queue.depth', { unit: '{message}', description: 'Invoice mails that wait' })
        .addCallback((result) =>
          result.observe(observed.queueDepth(), { 'messaging.destination.name': 'invoice-mail' })
        );
    }
  }

  garbageCollected(kind: 'major' | 'minor' | 'incremental' | 'weakcb', ms: number) {
    this.collections.record(ms / 1000, { 'v8js.gc.type': kind });
  }

  httpRequest(method: string, route: string, status: number, ms: number) {
    const attributes: Attributes = {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
    };
    if (status >= 500) {
      attributes['error.type'] = String(status);
    }
    this.httpDuration?.record(ms / 1000, attributes);
  }

  /** Counts what an answered request did to the sessions. */
  answered({ operation }: ShopRequest, { reason }: Verdict) {
    if (operation === 'login') {
      this.logins?.add(1, { 'audit.outcome': reason ? 'failure' : 'success' });
    }
    if (operation === 'login' && !reason) {
      this.sessions?.add(1);
    } else if (operation === 'logout') {
      this.sessions?.add(-1);
    }
  }

  call(method: string, status: string, ms: number) {
    this.callDuration?.record(ms / 1000, { 'rpc.method': method, 'rpc.response.status_code': status });
  }

  query(operation: string, collection: string, ms: number) {
    this.queryDuration?.record(ms / 1000, { 'db.operation.name': operation, 'db.collection.name': collection });
  }

  exported(records: number) {
    this.exportedRecords?.add(records);
  }
}

/** Metrics of the runtime, by the semantic conventions of process, nodejs and v8js. Looked at once a collection. */
function observeRuntime(meter: Meter, look: () => RuntimeState) {
  const heapUsed = meter.createObservableUpDownCounter('v8js.memory.heap.used', { unit: 'By' });
  const heapLimit = meter.createObservableUpDownCounter('v8js.memory.heap.limit', { unit: 'By' });
  const cpuSeconds = meter.createObservableCounter('process.cpu.time', { unit: 's' });
  const threads = meter.createObservableUpDownCounter('process.thread.count', { unit: '{thread}' });
  const delay = meter.createObservableGauge('nodejs.eventloop.delay.p99', { unit: 's' });
  const utilization = meter.createObservableGauge('nodejs.eventloop.utilization', { unit: '1' });
  meter.addBatchObservableCallback(
    (result) => {
      const state = look();
      result.observe(heapUsed, state.heapUsed);
      result.observe(heapLimit, state.heapLimit);
      result.observe(cpuSeconds, state.cpuSeconds);
      result.observe(threads, state.threads);
      result.observe(delay, state.eventLoopDelay);
      result.observe(utilization, state.eventLoopUtilization);
    },
    [heapUsed, heapLimit, cpuSeconds, threads, delay, utilization]
  );
}
