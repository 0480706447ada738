import { startDemo } from './process';

/** The demo beside a Collector: GIROK_DEMO_OTLP_URL, GIROK_DEMO_TOKEN, GIROK_DEMO_HOURS of history (24). Ends on SIGTERM. */
async function main(): Promise<void> {
  const { GIROK_DEMO_OTLP_URL: otlpUrl, GIROK_DEMO_TOKEN: token, GIROK_DEMO_HOURS: hours = '24' } = process.env;
  if (!otlpUrl) {
    throw new Error('GIROK_DEMO_OTLP_URL is not set: the OTLP/HTTP address that telemetry is sent to, without /v1/….');
  }
  const demo = await startDemo({ otlpUrl, token, backfillHours: Number(hours), onLog: (line) => console.error(line) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void demo.stop());
  }
  await demo.ready;
  console.log(`Two services send to ${otlpUrl}; the history is on its way.`);
  const { spans, logs, metricPoints } = await demo.backfilled;
  console.log(`The history is stored: ${spans} spans, ${logs} log records, ${metricPoints} metric points.`);
  await demo.exited;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
