import { logMeasurement } from '@grafana/runtime';
import { act } from 'react';
import { createRoot } from 'react-dom/client';

import { usePageTimings } from './usePageTimings';

// Grafana's frontend telemetry needs Grafana; what it is given is looked at
jest.mock('@grafana/runtime', () => ({ logMeasurement: jest.fn() }));

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** jsdom tells of no requests: the observer of this test hands on those that it is given. */
let tell: (name: string, startTime: number, responseEnd: number) => void;
class ToldObserver {
  constructor(callback: (list: { getEntries: () => unknown[] }) => void) {
    tell = (name, startTime, responseEnd) => callback({ getEntries: () => [{ name, startTime, responseEnd }] });
  }
  observe() {}
  disconnect() {}
}

beforeEach(() => {
  jest.useFakeTimers();
  Object.assign(globalThis, { PerformanceObserver: ToldObserver });
});
afterEach(() => jest.useRealTimers());

const Page = ({ isAllowed, route }: { isAllowed: boolean; route?: string }) => {
  usePageTimings(isAllowed, route);
  return null;
};

async function open(props: { isAllowed: boolean; route?: string }) {
  const root = createRoot(document.createElement('div'));
  await act(async () => root.render(<Page {...props} />));
  return root;
}

test('what a page took is reported once it is quiet, with its route', async () => {
  await open({ isAllowed: true, route: 'traces/:trace' });
  const opened = performance.now();
  tell('/api/ds/query', opened, opened + 250);
  jest.advanceTimersByTime(2000);
  tell('/api/ds/query', opened + 2000, opened + 2100);
  jest.advanceTimersByTime(2000);
  expect(logMeasurement).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1000);
  expect(logMeasurement).toHaveBeenCalledTimes(1);
  expect(logMeasurement).toHaveBeenCalledWith(
    'girok_page',
    { ready: 2100, queries: 2, slowestQuery: 250 },
    { route: 'traces/:trace' }
  );
});

test('nothing is reported when nobody has allowed it, or the page was left', async () => {
  await open({ isAllowed: false, route: 'traces' });
  const root = await open({ isAllowed: true, route: 'traces' });
  tell('/api/ds/query', performance.now(), performance.now() + 5);
  await act(async () => root.unmount());
  jest.advanceTimersByTime(60_000);
  expect(logMeasurement).not.toHaveBeenCalled();
});
