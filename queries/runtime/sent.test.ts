import { RUNTIME_QUESTIONS } from './runtime';
import { SATURATION } from './saturation';
import { answerable } from './sent';
import { type Metric } from '../metrics/metric';

const metric = (name: string, part: Partial<Metric> = {}): Metric => ({
  name,
  type: 'sum',
  unit: 'By',
  isMonotonic: false,
  ...part,
});
const answered = (...sent: Metric[]) =>
  answerable(RUNTIME_QUESTIONS, sent).map(({ title, metrics }) => [title, metrics.map(({ key }) => key)]);

test.each<[string, Metric[], Array<[string, string[]]>]>([
  ['nothing that is known', [metric('http.server.request.duration', { type: 'histogram', unit: 's' })], []],
  [
    'the conventions of two runtimes in one service',
    [metric('v8js.memory.heap.used'), metric('jvm.memory.used')],
    [['Heap in use', ['node', 'jvm']]],
  ],
  [
    'the older name beside the newer one, which is drawn',
    [metric('jvm.memory.used'), metric('process.runtime.jvm.memory.usage')],
    [['Heap in use', ['jvm']]],
  ],
  ['the older name of the same', [metric('process.runtime.jvm.memory.usage')], [['Heap in use', ['jvm']]]],
  [
    'a gauge where the conventions have a sum',
    [metric('process.memory.usage', { type: 'gauge' })],
    [['Resident memory', ['process']]],
  ],
  ['another unit than the chart has', [metric('process.memory.usage', { unit: 'KiBy' })], []],
  ['no unit at all', [metric('process.memory.usage', { unit: '' })], [['Resident memory', ['process']]]],
  [
    'both a sum and a gauge, since a release',
    [metric('process.memory.usage'), metric('process.memory.usage', { type: 'gauge' })],
    [['Resident memory', ['process', 'process (gauge 2)']]],
  ],
  ['a gauge of what is counted up', [metric('process.cpu.time', { type: 'gauge', unit: 's' })], []],
  ['a histogram of what is a level', [metric('process.memory.usage', { type: 'histogram' })], []],
])('%s', (_, sent, expected) => expect(answered(...sent)).toEqual(expected));

test('what was sent is asked for as it was sent', () => {
  const gauge = metric('jvm.cpu.recent_utilization', { type: 'gauge', unit: '1' });
  expect(answerable([SATURATION], [gauge])[0].metrics).toEqual([{ ...gauge, key: 'processor of the JVM', as: 'max' }]);
});
