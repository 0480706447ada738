import { pageTiming } from './pageTiming';

const request = (path: string, startTime: number, responseEnd: number) => ({
  name: `https://grafana.example${path}`,
  startTime,
  responseEnd,
});

test('a page is ready with the last answer to what it asked since it was opened', () => {
  const requests = [
    request('/sub/api/ds/query?ds_type=x&requestId=1', 900, 950),
    request('/api/ds/query', 1010, 1110),
    request('/api/ds/query', 1020, 1420.4),
    request('/public/img/logo.svg', 1000, 9000),
    request('/api/annotations?text=/api/ds/query', 1000, 9000),
  ];
  expect(pageTiming(requests, 1000)).toEqual({ ready: 420, queries: 2, slowestQuery: 400 });
});

test('where nothing was asked there is nothing to tell', () => {
  expect(pageTiming([request('/api/ds/query', 900, 950)], 1000)).toBeUndefined();
});
