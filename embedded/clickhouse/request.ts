import { type IncomingHttpHeaders } from 'node:http';

/** What a request asks besides its statement: ClickHouse's URL parameters, sorted by who reads them. */
export interface RequestOptions {
  /** The part of the statement that came in the URL. */
  query: string;
  database?: string;
  defaultFormat: string;
  /** Engine settings in the order given, as text. */
  settings: Array<[name: string, value: string]>;
  /** Values of `{name:Type}` placeholders, still in the TSV escaping in which they travel. */
  parameters: Array<[name: string, value: string]>;
  /** Whether the client takes a gzip body. */
  gzip: boolean;
  /** Hold the answer back until the statement is done, so that a late error still changes the status. */
  waitEndOfQuery: boolean;
  /** `compress=1`/`decompress=1`: ClickHouse's own block compression, which this server does not speak. */
  nativeCompression: boolean;
}

/** Parameters of ClickHouse's HTTP interface that are not settings of the engine. */
const NOT_SETTINGS = new Set([
  ...['query', 'query_id', 'database', 'default_format', 'user', 'password', 'quota_key', 'role', 'stacktrace'],
  ...['session_id', 'session_timeout', 'session_check', 'close_session', 'client_protocol_version', 'compress'],
  ...['decompress', 'wait_end_of_query', 'buffer_size', 'framing', 'log_comment'],
]);

const isTrue = (value: string | null) => value !== null && value !== '' && value !== '0' && value !== 'false';

/** Sorts the parameters of a request, which come in the URL or as fields of a form. */
export function requestOptions(url: URLSearchParams, headers: IncomingHttpHeaders): RequestOptions {
  const settings: RequestOptions['settings'] = [];
  const parameters: RequestOptions['parameters'] = [];
  for (const [name, value] of url) {
    if (name.startsWith('param_')) {
      parameters.push([name.slice('param_'.length), value]);
    } else if (!NOT_SETTINGS.has(name) && value !== '') {
      settings.push([name, value]);
    }
  }
  const format = headers['x-clickhouse-format'];
  const database = headers['x-clickhouse-database'];
  return {
    query: url.get('query') ?? '',
    database: url.get('database') || (database === undefined ? undefined : String(database)),
    defaultFormat: url.get('default_format') || (format === undefined ? 'TabSeparated' : String(format)),
    settings,
    parameters,
    gzip: isTrue(url.get('enable_http_compression')) && /\bgzip\b/.test(String(headers['accept-encoding'] ?? '')),
    waitEndOfQuery: isTrue(url.get('wait_end_of_query')) || isTrue(url.get('http_wait_end_of_query')),
    nativeCompression: isTrue(url.get('compress')) || isTrue(url.get('decompress')),
  };
}
