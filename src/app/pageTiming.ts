/** What a page took, in ms; `ready` from when it was opened to its last first answer. */
export interface PageTiming {
  ready: number;
  queries: number;
  slowestQuery: number;
}

/** A request, as the browser's resource timing tells it: times in ms of the same clock. */
export type Requested = Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'responseEnd'>;

const isQuery = ({ name }: Requested) => name.split('?', 1)[0].endsWith('/api/ds/query');

/**
 * The timing of a page that was opened at `opened`, by the questions that it has asked its data source since. Nothing
 * where it has asked none: then nobody waited for an answer.
 */
export function pageTiming(requests: readonly Requested[], opened: number): PageTiming | undefined {
  const queries = requests.filter((request) => request.startTime >= opened && isQuery(request));
  return queries.length === 0
    ? undefined
    : {
        ready: Math.round(Math.max(...queries.map(({ responseEnd }) => responseEnd)) - opened),
        queries: queries.length,
        slowestQuery: Math.round(Math.max(...queries.map(({ startTime, responseEnd }) => responseEnd - startTime))),
      };
}
