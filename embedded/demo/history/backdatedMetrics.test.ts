import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';

import { mergeCollections, pointsIn, SteppedReader } from './backdatedMetrics';
import { METRIC_VIEWS } from '../telemetry/instruments';

function meterWithReader() {
  const reader = new SteppedReader();
  const provider = new MeterProvider({ readers: [reader], views: METRIC_VIEWS });
  return { reader, meter: provider.getMeter('test') };
}

const metric = ({ scopeMetrics }: ResourceMetrics, name: string) =>
  scopeMetrics[0].metrics.find(({ descriptor }) => descriptor.name === name)!;

test('what was collected has the times of the simulated clock', async () => {
  const { reader, meter } = meterWithReader();
  meter.createCounter('logins').add(2);
  const collected = await reader.collectAt([1000, 0], [1060, 0]);
  expect(metric(collected, 'logins').dataPoints).toEqual([
    { attributes: {}, startTime: [1000, 0], endTime: [1060, 0], value: 2 },
  ]);
});

test('later collections do not change the earlier ones: a counter grows, a histogram too', async () => {
  const { reader, meter } = meterWithReader();
  const counter = meter.createCounter('logins');
  const calls = meter.createHistogram('rpc.server.call.duration');
  const collections: ResourceMetrics[] = [];
  for (const seconds of [60, 120, 180]) {
    counter.add(1);
    calls.record(seconds);
    collections.push(await reader.collectAt([0, 0], [seconds, 0]));
  }
  const merged = mergeCollections(collections);
  expect(metric(merged, 'logins').dataPoints.map(({ endTime, value }) => [endTime[0], value])).toEqual([
    [60, 1],
    [120, 2],
    [180, 3],
  ]);
  expect(metric(merged, 'rpc.server.call.duration').dataPoints.map(({ value }) => value)).toMatchObject([
    { count: 1, sum: 60 },
    { count: 2, sum: 180 },
    { count: 3, sum: 360 },
  ]);
  expect(pointsIn(merged)).toBe(6);
});

test('a metric that appears late is merged with the rest', async () => {
  const { reader, meter } = meterWithReader();
  meter.createCounter('early').add(1);
  const first = await reader.collectAt([0, 0], [60, 0]);
  meter.createCounter('late').add(1);
  const merged = mergeCollections([first, await reader.collectAt([0, 0], [120, 0])]);
  expect(metric(merged, 'early').dataPoints).toHaveLength(2);
  expect(metric(merged, 'late').dataPoints).toHaveLength(1);
});

test('an observable that throws is not passed over', async () => {
  const { reader, meter } = meterWithReader();
  meter.createObservableGauge('broken').addCallback(() => {
    throw new Error('no value');
  });
  await expect(reader.collectAt([0, 0], [60, 0])).rejects.toThrow('Metrics could not be collected.');
});
