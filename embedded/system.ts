import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { buildPlugin } from './buildPlugin';
import { embeddedCompliance, keptByCompliance, COMPLIANCE_DEFAULTS } from './compliance';
import { freePorts } from './freePorts';
import { identifier } from '../queries/sql';
import { DEFAULT_TABLES } from '../queries/tables';
import { connect, type Connection } from '../sidecar/clickhouse';
import { type Config, readConfig } from '../sidecar/config';
import { startEmbeddedClickHouse } from './clickhouse/process';
import { startDemo } from './demo/process';
import { type Destination, otlpExporters } from './demo/telemetry/destination';
import { buildHostPage } from './grafana/build';
import { PLUGIN_ROOT } from './grafana/plugin';
import { createHostServer } from './grafana/server/createHostServer';
import { type HealthReport } from './grafana/server/hostServerOptions';
import { createReceiver } from './otlp/receiver';
import { receiverTelemetry } from './otlp/receiverTelemetry';
import { choosePort, type ChosenPort } from './ports';
import { DEFAULT_PORTS, type StartOptions } from './startOptions';
import { storeAcknowledgements } from '../sidecar/acknowledgements/storeEvent';
import { jaegerLimits } from '../sidecar/jaeger/limits';
import { migrateUp } from '../sidecar/migrate/migrateUp';
import { createServer } from '../sidecar/server/createServer';
import { serveConfig } from '../sidecar/server/serveConfig';
import { logWithTelemetry } from '../sidecar/telemetry/logWithTelemetry';
import { startTelemetry, type Telemetry } from '../sidecar/telemetry/startTelemetry';

const LOOPBACK = '127.0.0.1';

/** How much of the past the demo tells on its first start. */
const HISTORY_HOURS = 24;

/** Says what a step is doing right now. */
export type Say = (text: string) => void;

/** One step of a start; the parts run in this order and are stopped in the opposite one. */
export interface Step {
  title: string;
  run: (say: Say) => Promise<void>;
}

/** The embedded Girok: its steps to start, what of it is up, and how it ends. */
export class EmbeddedSystem {
  private readonly parts: HealthReport['parts'] = Object.fromEntries(
    ['build', 'database', 'migrations', 'receiver', 'page', 'sidecar', 'demo', 'orders page'].map((part) => [
      part,
      { ready: false, detail: 'not started yet' },
    ])
  );
  private readonly stops: Array<() => Promise<void>> = [];
  private connection: Required<Omit<Connection, 'database'>> | undefined;
  private config: Config | undefined;
  private hostDir = '';
  /** Where OTLP is taken, once it is. */
  private receiver: Destination | undefined;
  /** Address of the demo's page for people, once it listens. */
  private ordersPage: string | undefined;
  private sidecar: { url: string; secret: string } | undefined;

  /** Address of the page, once it listens. */
  url = '';
  /** Ports that were taken in place of a default one that was in use. */
  readonly moved: string[] = [];

  constructor(
    private readonly options: StartOptions,
    private readonly log: (line: string) => void
  ) {}

  readonly steps: Step[] = [
    { title: 'Build the plugin', run: (say) => this.build(say) },
    { title: 'Start ClickHouse', run: (say) => this.part('database', () => this.startDatabase(say)) },
    { title: 'Make the tables', run: (say) => this.part('migrations', () => this.migrate(say)) },
    { title: 'Start the OTLP receiver', run: (say) => this.part('receiver', () => this.startReceiver(say)) },
    { title: 'Start the page', run: (say) => this.part('page', () => this.startPage(say)) },
    { title: 'Start the sidecar', run: (say) => this.part('sidecar', () => this.startSidecar(say)) },
    { title: 'Start the demo services', run: (say) => this.part('demo', () => this.startDemo(say)) },
  ];

  readonly health = async (): Promise<HealthReport> => ({
    ready: Object.values(this.parts).every(({ ready }) => ready),
    parts: this.parts,
  });

  /** Ends the parts, last started first. What was acknowledged is stored; what waits for an insert is finished. */
  async stop(): Promise<void> {
    while (this.stops.length > 0) {
      await this.stops.pop()?.();
    }
  }

  /** Runs one part and keeps what /healthz says of it. */
  private async part(name: string, run: () => Promise<string>): Promise<void> {
    this.parts[name] = { ready: false, detail: 'starting' };
    try {
      this.parts[name] = { ready: true, detail: await run() };
    } catch (error) {
      this.parts[name] = { ready: false, detail: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  private async build(say: Say): Promise<void> {
    await this.part('build', async () => {
      const plugin = await buildPlugin();
      say('plugin built, now the page around it');
      const host = await buildHostPage();
      this.hostDir = host.outDir;
      return plugin.skipped && host.skipped ? 'up to date' : 'built';
    });
  }

  private async startDatabase(say: Say): Promise<string> {
    const { clickhouse, reset } = this.options;
    if (reset) {
      await this.forget();
    }
    if (clickhouse) {
      this.connection = {
        url: clickhouse.origin,
        username: decodeURIComponent(clickhouse.username) || 'default',
        password: decodeURIComponent(clickhouse.password) || (process.env.GIROK_CLICKHOUSE_PASSWORD ?? ''),
      };
      return `${clickhouse.origin} (your own)`;
    }
    const chosen = await this.choose('--clickhouse-port', this.options.clickhousePort, DEFAULT_PORTS.clickhousePort);
    say(`opening ${this.clickhouseDir}`);
    const server = await startEmbeddedClickHouse({
      dataDir: this.clickhouseDir,
      port: chosen.port,
      users: [
        { name: 'default', password: '' },
        { name: 'grafana', password: '', readonly: true },
      ],
      onLog: this.log,
    });
    this.stops.push(() => server.stop());
    void server.exited.then(({ code, signal }) => {
      this.parts.database = { ready: false, detail: `ClickHouse has ended (${signal ?? `exit code ${code}`})` };
    });
    this.connection = { url: server.url, username: 'default', password: '' };
    return `${server.url} (embedded, not for production)`;
  }

  /** `--reset`: deletes what earlier starts kept. */
  private async forget(): Promise<void> {
    for (const kept of [
      this.clickhouseDir,
      this.historyMark,
      this.settingsFile,
      ...keptByCompliance(this.options.dataDir),
    ]) {
      await rm(kept, { recursive: true, force: true });
    }
  }

  private async migrate(say: Say): Promise<string> {
    const { url, username, password } = required(this.connection);
    this.config = readConfig(
      { ...COMPLIANCE_DEFAULTS, ...process.env },
      {
        clickhouseUrl: url,
        clickhouseUser: username,
        clickhousePassword: password,
        queues: 'null',
      }
    );
    const { database } = this.config;
    if ((await this.queueEngine()) === 'Kafka') {
      return `left alone: the queues of ${database} read Kafka, and \`girok migrate\` looks after them`;
    }
    const { statements } = await migrateUp(this.config, {
      report: (event) => event.type === 'statement' && say(event.description),
    });
    return statements === 0 ? 'up to date' : `${statements} statements run`;
  }

  private async startReceiver(say: Say): Promise<string> {
    const { database } = required(this.config);
    const client = connect(required(this.connection));
    this.stops.push(() => client.close());
    const engine = await this.queueEngine();
    if (engine !== 'Null') {
      return `not started: the queues of ${database} are ${engine} tables and have their own source`;
    }
    const chosen = await this.choose('--otlp-port', this.options.otlpPort, DEFAULT_PORTS.otlpPort);
    // 0 is any port, and what the receiver tells of itself goes to the one that it has
    const port = chosen.port === 0 ? (await freePorts(1))[0] : chosen.port;
    say(`listening on port ${port}`);
    const destination = { otlpUrl: `http://${LOOPBACK}:${port}`, token: process.env.GIROK_OTLP_TOKEN };
    const telemetry = this.options.demo ? receiverTelemetry(destination) : undefined;
    const receiver = createReceiver({ client, database, token: destination.token, telemetry });
    await receiver.listen({ host: LOOPBACK, port });
    this.receiver = destination;
    this.stops.push(async () => {
      await telemetry?.shutdown();
      await receiver.close();
    });
    return `${destination.otlpUrl} takes OTLP/HTTP`;
  }

  private async startPage(say: Say): Promise<string> {
    const { database } = required(this.config);
    const { port } = await this.choose('--port', this.options.port, DEFAULT_PORTS.port);
    say(`listening on port ${port}`);
    const server = await createHostServer({
      pluginDist: path.resolve(__dirname, '../dist'),
      hostDir: this.hostDir,
      clickhouse: { ...this.readingConnection, database },
      dataSource: { uid: 'girok-clickhouse', name: 'Girok ClickHouse' },
      settingsFile: this.settingsFile,
      sidecar: () => this.sidecar,
      ordersPage: () => this.ordersPage,
      health: this.health,
    });
    this.url = await server.listen({ host: LOOPBACK, port });
    this.stops.push(() => server.close());
    return this.url;
  }

  /** `girok serve` in this process, with a secret of its own; the page stands in for the Grafana that signs. */
  private async startSidecar(say: Say): Promise<string> {
    const secret = randomBytes(32).toString('hex');
    const config = { ...required(this.config), sidecarSecret: secret, grafanaIssuer: this.url, grafanaOrg: 1 };
    const { port } = await this.choose('--sidecar-port', this.options.sidecarPort, DEFAULT_PORTS.sidecarPort);
    say(`listening on port ${port}`);
    const client = connect(this.readingConnection);
    const writing = connect(required(this.connection));
    this.stops.push(async () => void (await Promise.all([client.close(), writing.close()])));
    const telemetry = this.ownTelemetry();
    this.stops.push(async () => telemetry?.shutdown());
    const log = logWithTelemetry({ write: (line) => this.log(line.trimEnd()) }, 'warn', telemetry);
    const compliance = await embeddedCompliance({
      config,
      dataDir: this.options.dataDir,
      writing: required(this.connection),
      reading: this.readingConnection,
      log,
    });
    this.stops.push(() => compliance.stop());
    const server = createServer({
      config: serveConfig({ ...config, grafanaInternalUrl: undefined }),
      client,
      tables: { ...DEFAULT_TABLES, database: config.database },
      jaeger: jaegerLimits(config),
      compliance: compliance.service,
      storeAcknowledgement: storeAcknowledgements(writing, config.database),
      log,
      telemetry,
    });
    const url = await server.listen({ host: LOOPBACK, port });
    this.stops.push(() => server.close());
    this.sidecar = { url, secret };
    return `${url} (${config.jaegerSecret ? 'Jaeger API with the secret of GIROK_JAEGER_SECRET' : 'Jaeger API off: set GIROK_JAEGER_SECRET'})`;
  }

  private async startDemo(say: Say): Promise<string> {
    this.parts['orders page'] = { ready: true, detail: 'not started: it is a part of the demo' };
    if (!this.options.demo || !this.receiver) {
      return this.options.demo ? 'not started: there is no receiver' : 'switched off';
    }
    const history = await this.history();
    const demo = await startDemo({
      ...this.receiver,
      backfillHours: history === 'none' ? HISTORY_HOURS : 0,
      onProgress: ({ phase, done, of }) => phase === 'backfill' && say(`a day of history: ${done} of ${of}`),
      tracesPage: `${this.url}${PLUGIN_ROOT}/traces`,
      onLog: this.log,
    });
    this.stops.push(() => demo.stop());
    await demo.ready;
    this.ordersPage = await demo.ordersPage;
    this.parts['orders page'] = { ready: true, detail: this.ordersPage ?? 'not started: the log says why' };
    const { spans, logs, metricPoints } = await demo.backfilled;
    if (history !== 'none') {
      return history === 'whole'
        ? 'live'
        : 'live; without its day of history, because there was data already (--reset starts anew)';
    }
    await writeFile(this.historyMark, new Date().toISOString());
    return `live, after ${logs} events, ${spans} spans and ${metricPoints} points of history`;
  }

  /** With the demo, what the sidecar tells of itself is part of what there is to look at. */
  private ownTelemetry(): Telemetry | undefined {
    return this.options.demo && this.receiver
      ? startTelemetry({ serviceName: 'girok', exporters: otlpExporters(this.receiver) })
      : undefined;
  }

  /** The embedded server has a user that may only read. */
  private get readingConnection() {
    return { ...required(this.connection), ...(this.options.clickhouse ? {} : { username: 'grafana' }) };
  }

  private get clickhouseDir(): string {
    return path.join(this.options.dataDir, 'clickhouse');
  }

  private get settingsFile(): string {
    return path.join(this.options.dataDir, 'plugin-settings.json');
  }

  /** Written when the demo's past is stored to its end. */
  private get historyMark(): string {
    return path.join(this.options.dataDir, 'demo-history');
  }

  /** The demo's past is made once: a second start goes on from what is stored. */
  private async history(): Promise<'none' | 'part' | 'whole'> {
    const client = connect(required(this.connection));
    try {
      const table = identifier(`${required(this.config).database}.otel_audit_logs`).text;
      const result = await client.query({
        query: `SELECT count() AS rows FROM (SELECT 1 FROM ${table} LIMIT 1)`,
        format: 'JSONEachRow',
      });
      const isEmpty = Number((await result.json<{ rows: string }>())[0].rows) === 0;
      return isEmpty ? 'none' : existsSync(this.historyMark) ? 'whole' : 'part';
    } finally {
      await client.close();
    }
  }

  /** Engine of the queues, or `missing`. */
  private async queueEngine(): Promise<string> {
    const client = connect(required(this.connection));
    try {
      const result = await client.query({
        query: "SELECT engine FROM system.tables WHERE database = {database:String} AND name = 'audit_logs_queue'",
        query_params: { database: required(this.config).database },
        format: 'JSONEachRow',
      });
      return (await result.json<{ engine: string }>())[0]?.engine ?? 'missing';
    } finally {
      await client.close();
    }
  }

  private async choose(option: string, named: number | undefined, byDefault: number): Promise<ChosenPort> {
    const chosen = await choosePort(option, named, byDefault);
    if (chosen.insteadOf !== undefined) {
      this.moved.push(`Port ${chosen.insteadOf} is in use; took ${chosen.port} (${option} chooses).`);
    }
    return chosen;
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('A step was run before the one that it needs.');
  }
  return value;
}
