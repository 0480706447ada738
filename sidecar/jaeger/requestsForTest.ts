/**
 * For tests: the requests of the two consumers, as their sources build them. Grafana 12.4.3: pkg/tsdb/jaeger/client.go (the
 * paths), callresource.go and querydata.go (the values). Jaeger UI 1.x and 2.x: packages/jaeger-ui/src/api/jaeger.js (.ts),
 * components/SearchTracePage/SearchForm.jsx (the values of a search).
 */
export interface ConsumerRequest {
  path: string;
  headers: Record<string, string>;
}

/** Go's url.QueryEscape. */
const goEscape = (text: string) =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase())
    .replaceAll('%20', '+');

/** Go's url.Values.Encode: sorted by key. */
const goQuery = (values: Record<string, string | number>) =>
  Object.keys(values)
    .sort()
    .map((key) => `${goEscape(key)}=${goEscape(String(values[key]))}`)
    .join('&');

/** Go's url.JoinPath with text that was not escaped: slashes stay slashes. */
const goPath = (text: string) => encodeURIComponent(text).replace(/%(24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent);

/** What Grafana's data source sends, with the URL http://…/jaeger and one custom header in its secure settings. */
export function grafanaRequests(secret: string) {
  const headers = { 'user-agent': 'Grafana/12.4.3', 'accept-encoding': 'gzip', authorization: `Bearer ${secret}` };
  const request = (path: string): ConsumerRequest => ({ path: `/jaeger${path}`, headers });
  return {
    /** Also the data source's "Save & test". */
    services: () => request('/api/services'),
    operations: (service: string) => request(`/api/services/${goPath(service)}/operations`),
    /** `start` and `end` in µs; `tags` as the map that logfmt was read into. */
    search: (values: Record<string, string | number>, tags?: Record<string, string>) =>
      request(`/api/traces?${goQuery({ ...values, ...(tags && { tags: JSON.stringify(tags) }) })}`),
    trace: (id: string) => request(`/api/traces/${id}`),
    /** With "Enable Time Parameters": ms, where Jaeger has µs. */
    traceWithTimes: (id: string, start: number, end: number) => request(`/api/traces/${id}?${goQuery({ start, end })}`),
    dependencies: (start: number, end: number) =>
      request(`/api/dependencies?${goQuery({ endTs: end, lookback: end - start })}`),
  };
}

/** query-string's stringify: sorted, lists as repeated keys, null as a key without a value, undefined left out. */
const uiQuery = (values: Record<string, string | number | null | undefined | string[]>) =>
  Object.keys(values)
    .sort()
    .flatMap((key) => {
      const value = values[key];
      const escape = (text: string) => goEscape(text).replaceAll('+', '%20');
      return value === undefined
        ? []
        : [value].flat().map((one) => (one === null ? escape(key) : `${escape(key)}=${escape(String(one))}`));
    })
    .join('&');

/** What Jaeger's UI sends with the base path /jaeger, through a proxy that adds the secret. */
export function jaegerUiRequests(secret: string) {
  const headers = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'x-girok-secret': secret };
  const request = (path: string): ConsumerRequest => ({ path: `/jaeger/api/${path}`, headers });
  return {
    services: () => request('services'),
    operations: (service: string) => request(`services/${encodeURIComponent(service)}/operations`),
    serverOperations: (service: string) => request(`operations?${uiQuery({ service, spanKind: 'server' })}`),
    search: (
      service: string,
      more: {
        operation?: string;
        tags?: Record<string, string>;
        minDuration?: string;
        maxDuration?: string;
        limit?: number;
        lookback?: string;
        start?: number;
        end?: number;
      }
    ) =>
      request(
        `traces?${uiQuery({
          service,
          limit: 20,
          lookback: '1h',
          minDuration: null,
          maxDuration: null,
          ...more,
          tags: more.tags && JSON.stringify(more.tags),
        })}`
      ),
    tracesById: (ids: string[]) => request(`traces?${uiQuery({ traceID: ids })}`),
    trace: (id: string) => request(`traces/${id}`),
    dependencies: (endTs: number) => request(`dependencies?${uiQuery({ endTs, lookback: 604_800_000 })}`),
  };
}
