import { parseArgs } from 'node:util';

/** What `npm start -- …` was told. Ports are undefined when the person did not choose them. */
export interface StartOptions {
  port?: number;
  clickhousePort?: number;
  otlpPort?: number;
  sidecarPort?: number;
  dataDir: string;
  reset: boolean;
  demo: boolean;
  open: boolean;
  /** An existing ClickHouse instead of the embedded one. */
  clickhouse?: URL;
  help: boolean;
}

export const DEFAULT_PORTS = { port: 3030, clickhousePort: 8123, otlpPort: 4318, sidecarPort: 8686 };
export const DEFAULT_DATA_DIR = '.girok';

export const USAGE = `npm start -- [options]    Girok on this machine: ClickHouse, OTLP receiver, demo services, the app in a page

  --port N              port of the page (${DEFAULT_PORTS.port})
  --clickhouse-port N   port of the embedded ClickHouse, HTTP (${DEFAULT_PORTS.clickhousePort})
  --otlp-port N         port of the OTLP/HTTP receiver (${DEFAULT_PORTS.otlpPort})
  --sidecar-port N      port of the sidecar, \`girok serve\` (${DEFAULT_PORTS.sidecarPort})
  --data DIR            where data is kept (${DEFAULT_DATA_DIR})
  --reset               delete that data first
  --no-demo             no demo services and no sample history
  --no-open             do not open the page in the browser
  --clickhouse URL      use this ClickHouse instead of the embedded one: http://user@host:8123
                        (password: GIROK_CLICKHOUSE_PASSWORD, database: GIROK_DATABASE)
  --help                this text

A default port that is in use is replaced by the next free one; a port that you name is not.
GET /healthz on the page's port answers 200 once everything is up, and says what is not.
`;

/** @throws Error that names the option and what it wants */
export function parseStartOptions(args: string[]): StartOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      'clickhouse-port': { type: 'string' },
      'otlp-port': { type: 'string' },
      'sidecar-port': { type: 'string' },
      data: { type: 'string', default: DEFAULT_DATA_DIR },
      reset: { type: 'boolean', default: false },
      'no-demo': { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      clickhouse: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    port: portOf('--port', values.port),
    clickhousePort: portOf('--clickhouse-port', values['clickhouse-port']),
    otlpPort: portOf('--otlp-port', values['otlp-port']),
    sidecarPort: portOf('--sidecar-port', values['sidecar-port']),
    dataDir: values.data,
    reset: values.reset,
    demo: !values['no-demo'],
    open: !values['no-open'],
    clickhouse: urlOf('--clickhouse', values.clickhouse),
    help: values.help,
  };
}

function portOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new Error(`${option} wants a port from 0 to 65535, but got "${value}".`);
  }
  return port;
}

function urlOf(option: string, value: string | undefined): URL | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!URL.canParse(value) || !['http:', 'https:'].includes(new URL(value).protocol)) {
    throw new Error(`${option} wants an address such as http://default@127.0.0.1:8123, but got "${value}".`);
  }
  return new URL(value);
}
