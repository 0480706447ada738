import { logMeasurement } from '@grafana/runtime';
import { useEffect } from 'react';

import { pageTiming, type Requested } from './pageTiming';

/** A page that has asked nothing more for this long has shown what it shows first. Milliseconds. */
const QUIET_MS = 3000;

/**
 * Reports what each page took to Grafana's own frontend telemetry, as the measurement `girok_page` with the page's route
 * and nothing of its address; Grafana drops it unless its operator collects such things. Does nothing unless an Admin
 * has allowed it.
 * @param route of the open page, without ids
 */
export function usePageTimings(isAllowed: boolean, route: string | undefined): void {
  useEffect(() => {
    if (!isAllowed || route === undefined) {
      return;
    }
    const opened = performance.now();
    const requests: Requested[] = [];
    const observer = new PerformanceObserver((list) => {
      requests.push(...(list.getEntries() as PerformanceResourceTiming[]));
      clearTimeout(quiet);
      quiet = window.setTimeout(report, QUIET_MS);
    });
    const report = () => {
      observer.disconnect();
      const timing = pageTiming(requests, opened);
      if (timing) {
        logMeasurement('girok_page', { ...timing }, { route });
      }
    };
    let quiet = window.setTimeout(report, QUIET_MS);
    observer.observe({ type: 'resource' });
    return () => {
      clearTimeout(quiet);
      observer.disconnect();
    };
  }, [isAllowed, route]);
}
