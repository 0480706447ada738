import { itemsIn } from './itemsIn';

const points = (n: number) => ({ dataPoints: Array.from({ length: n }, () => ({})) });

test.each([
  ['logs' as const, { resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}] }, { logRecords: [{}] }] }] }, 3],
  ['traces' as const, { resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }, { scopeSpans: [{ spans: [{}] }] }] }, 2],
  [
    'metrics' as const,
    { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: points(2) }, { histogram: points(1) }, {}] }] }] },
    3,
  ],
  ['traces' as const, { resourceSpans: [{}, { scopeSpans: 'x' }] }, 0],
])('%s: items of all resources and scopes are counted', (signal, message, items) =>
  expect(itemsIn(signal, JSON.stringify(message))).toBe(items)
);
