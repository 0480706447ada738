import { type Combination } from '../metrics/level';
import { type NamedMetric } from '../metrics/severalMetrics';

/** What is asked of any runtime. */
export interface RuntimeQuestion {
  title: string;
  description: string;
  /** Grafana's unit of the answer. */
  unit: string;
  /** Whatever of these a service sends is its answer. */
  metrics: NamedMetric[];
  /** What instrumentation called them before the conventions were stable: for the page of a service, which draws what it finds. */
  older?: NamedMetric[];
}

export const gauge = (key: string, name: string, unit: string, as: Combination): NamedMetric => ({
  key,
  name,
  type: 'gauge',
  unit,
  isMonotonic: false,
  as,
});
const level = (key: string, name: string, unit: string, as: Combination = 'sum'): NamedMetric => ({
  key,
  name,
  type: 'sum',
  unit,
  isMonotonic: false,
  as,
});
const counter = (key: string, name: string, unit: string): NamedMetric => ({
  key,
  name,
  type: 'sum',
  unit,
  isMonotonic: true,
  as: 'rate',
});
const timesOf = (key: string, name: string, unit = 's'): NamedMetric => ({
  key,
  name,
  type: 'histogram',
  unit,
  isMonotonic: false,
  as: 'rate',
});

/** Names, units and types are those of the OpenTelemetry semantic conventions 1.37 for process, nodejs, v8js, jvm, go, dotnet and cpython. */
export const RUNTIME_QUESTIONS: RuntimeQuestion[] = [
  {
    title: 'Resident memory',
    description: 'Memory of all instances of a service as the operating system sees it.',
    unit: 'bytes',
    metrics: [level('process', 'process.memory.usage', 'By')],
  },
  {
    title: 'Heap in use',
    description:
      'v8js.memory.heap.used, jvm.memory.used, go.memory.used, dotnet.gc.last_collection.heap.size: a line that only grows is a leak.',
    unit: 'bytes',
    metrics: [
      level('node', 'v8js.memory.heap.used', 'By'),
      level('jvm', 'jvm.memory.used', 'By'),
      level('go', 'go.memory.used', 'By'),
      level('dotnet', 'dotnet.gc.last_collection.heap.size', 'By'),
    ],
    older: [
      level('jvm', 'process.runtime.jvm.memory.usage', 'By'),
      level('go', 'process.runtime.go.mem.heap_alloc', 'By'),
      level('dotnet', 'process.runtime.dotnet.gc.heap.size', 'By'),
      level('python', 'process.runtime.cpython.memory', 'By'),
    ],
  },
  {
    title: 'Heap limit',
    description: 'v8js.memory.heap.limit, jvm.memory.limit, go.memory.limit: where the heap in use must not get to.',
    unit: 'bytes',
    metrics: [
      level('node', 'v8js.memory.heap.limit', 'By'),
      level('jvm', 'jvm.memory.limit', 'By'),
      level('go', 'go.memory.limit', 'By'),
    ],
    older: [level('jvm', 'process.runtime.jvm.memory.limit', 'By')],
  },
  {
    title: 'Processor time',
    description:
      'process.cpu.time, jvm.cpu.time, dotnet.process.cpu.time: seconds of processor time in each second, 1 is one core.',
    unit: 'cores',
    metrics: [
      counter('process', 'process.cpu.time', 's'),
      counter('jvm', 'jvm.cpu.time', 's'),
      counter('dotnet', 'dotnet.process.cpu.time', 's'),
    ],
    older: [counter('python', 'process.runtime.cpython.cpu_time', 's')],
  },
  {
    title: 'Garbage collections',
    description:
      'v8js.gc.duration, jvm.gc.duration, dotnet.gc.collections, cpython.gc.collections, per second. Go has no such metric.',
    unit: 'cps',
    metrics: [
      timesOf('node', 'v8js.gc.duration'),
      timesOf('jvm', 'jvm.gc.duration'),
      counter('dotnet', 'dotnet.gc.collections', '{collection}'),
      counter('python', 'cpython.gc.collections', '{collection}'),
    ],
    older: [
      timesOf('jvm', 'process.runtime.jvm.gc.duration', 'ms'),
      counter('go', 'process.runtime.go.gc.count', '{gc}'),
      counter('dotnet', 'process.runtime.dotnet.gc.collections.count', ''),
      counter('python', 'process.runtime.cpython.gc_count', ''),
    ],
  },
  {
    title: 'Threads and goroutines',
    description: 'jvm.thread.count, go.goroutine.count, dotnet.thread_pool.thread.count, process.thread.count.',
    unit: 'short',
    metrics: [
      level('process', 'process.thread.count', '{thread}'),
      level('jvm', 'jvm.thread.count', '{thread}'),
      level('go', 'go.goroutine.count', '{goroutine}'),
      level('dotnet', 'dotnet.thread_pool.thread.count', '{thread}'),
    ],
    older: [
      level('jvm', 'process.runtime.jvm.threads.count', '1'),
      level('go', 'process.runtime.go.goroutines', '{goroutine}'),
      level('dotnet', 'process.runtime.dotnet.thread_pool.threads.count', ''),
      level('python', 'process.runtime.cpython.thread_count', ''),
    ],
  },
  {
    title: 'Event loop: delay, p99',
    description:
      'nodejs.eventloop.delay.p99 of the slowest instance: how late a timer fires. Above 100 ms requests wait for each other.',
    unit: 's',
    metrics: [gauge('node', 'nodejs.eventloop.delay.p99', 's', 'max')],
  },
  {
    title: 'Event loop: utilization',
    description: 'nodejs.eventloop.utilization of the busiest instance: near 100 % the process can do no more.',
    unit: 'percentunit',
    metrics: [gauge('node', 'nodejs.eventloop.utilization', '1', 'max')],
  },
];
