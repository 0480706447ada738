import { Command } from 'commander';
import { type Logger, pino } from 'pino';

import { EXIT } from './output';
import { DEFAULT_NAMES, type TableMapping } from '../../queries/tables';
import { storeAcknowledgements } from '../acknowledgements/storeEvent';
import { connect, connectionOf, readerOf } from '../clickhouse';
import { backgroundWork } from '../compliance/backgroundWork';
import { complianceService } from '../compliance/complianceService';
import { type Config, readConfig } from '../config';
import { jaegerLimits } from '../jaeger/limits';
import { sampleForever } from '../lag/sampleForever';
import { readSigningKey } from '../seal/keys';
import { createServer } from '../server/createServer';
import { serveConfig } from '../server/serveConfig';
import { logWithTelemetry } from '../telemetry/logWithTelemetry';
import { telemetryOfEnvironment } from '../telemetry/startTelemetry';

/** Requests that run when the server is told to stop have this long to finish. Milliseconds. */
const DRAIN_MS = 10_000;

async function serve(options: Partial<Config>): Promise<void> {
  const config = readConfig(process.env, options);
  const settings = serveConfig(config);
  const telemetry = telemetryOfEnvironment(process.env);
  const log = logWithTelemetry(pino.destination(1), config.serveLogLevel, telemetry);
  const client = connect(connectionOf(config));
  const { compliance, close: closeCompliance } = await complianceOf(config, log);
  const ending = new AbortController();
  const leaving = new AbortController();
  const server = createServer({
    config: settings,
    client,
    tables: tablesOf(config),
    jaeger: jaegerLimits(config),
    log,
    compliance,
    telemetry,
    storeAcknowledgement: storeAcknowledgements(client, config.database),
    ending: ending.signal,
  });
  try {
    const stop = stopSignal();
    await server.listen({ host: settings.host, port: settings.port });
    const sampling = sampleForever(config, client, log, leaving.signal);
    const working = compliance && backgroundWork(compliance, log, leaving.signal);
    log.info(`${await stop}: no new requests; those that run have ${DRAIN_MS / 1000} s`);
    leaving.abort();
    const drained = setTimeout(() => ending.abort(), DRAIN_MS);
    await Promise.all([server.close(), compliance?.runs.close(), sampling, working]);
    clearTimeout(drained);
    log.info('ended');
  } finally {
    await Promise.all([client.close(), closeCompliance(), telemetry?.shutdown()]);
  }
}

/** Saved queries, where there is a key to sign their records and evidence with. */
async function complianceOf(config: Config, log: Logger) {
  if (config.sealKey === undefined) {
    log.info('no saved queries: GIROK_SEAL_KEY is not set');
    return { compliance: undefined, close: async () => {} };
  }
  const { database } = config;
  const patience = (config.complianceRunS + 60) * 1000;
  const client = connect({ ...connectionOf(config), database }, patience);
  const reader = connect({ ...readerOf(config), database }, patience);
  return {
    compliance: complianceService({ config, client, reader, key: readSigningKey(config.sealKey), log }),
    close: async () => {
      await Promise.all([client.close(), reader.close()]);
    },
  };
}

function tablesOf({ serveTableLayout: layout, serveTracesTable, database }: Config): TableMapping {
  const names = DEFAULT_NAMES[layout];
  return { ...names, layout, database, traces: serveTracesTable ?? names.traces };
}

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve(signal);
        process.on(signal, () => process.exit(EXIT.interrupted));
      });
    }
  });
}

/** `girok serve`. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Serve the Jaeger query API from the trace table, and what the Grafana app asks of girok: saved queries'
    )
    .option('--serve-host <address>', 'address to listen at, 127.0.0.1 by default (GIROK_SERVE_HOST)')
    .option('--serve-port <port>', 'port to listen at, 8686 by default (GIROK_SERVE_PORT)')
    .option('--clickhouse-url <url>', 'ClickHouse HTTP interface (GIROK_CLICKHOUSE_URL)')
    .option('--clickhouse-user <name>', 'user that may read the tables (GIROK_CLICKHOUSE_USER)')
    .option('--database <name>', 'database of the tables (GIROK_DATABASE)')
    .option('--grafana-issuer <url>', 'root_url of Grafana (GIROK_GRAFANA_ISSUER)')
    .option(
      '--grafana-internal-url <url>',
      'how Grafana is reached, when not by its root_url (GIROK_GRAFANA_INTERNAL_URL)'
    )
    .option('--grafana-org <id>', 'organisation of Grafana that is served, 1 by default (GIROK_GRAFANA_ORG)')
    .addHelpText(
      'after',
      `
Secrets come from the environment only: GIROK_SIDECAR_SECRET (needed), GIROK_JAEGER_SECRET, GIROK_CLICKHOUSE_PASSWORD,
GIROK_READER_PASSWORD, GIROK_REDACTION_KEY, GIROK_REVIEW_WEBHOOK_TOKEN.
Saved queries need GIROK_SEAL_KEY, the file that "girok seal keygen" makes.
docs/sidecar.md has every setting. SIGTERM or Ctrl-C lets running requests finish for ${DRAIN_MS / 1000} s; a second one ends at once.
Exit codes: 0 stopped in good order, 1 failed, 130 ended at once.`
    )
    .action(serve);
}
