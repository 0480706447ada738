/** The standard variables of the SDK, which `childEnvironment` took away: `examples/http/telemetry` reads them when it is loaded. */
import { readSettings } from '../messages';

const { otlpUrl, token } = readSettings();

process.env.OTEL_EXPORTER_OTLP_ENDPOINT = otlpUrl;
if (token) {
  process.env.OTEL_EXPORTER_OTLP_HEADERS = `Authorization=${encodeURIComponent(`Bearer ${token}`)}`;
}
// a person waits for the trace of a click
process.env.OTEL_BSP_SCHEDULE_DELAY = '1000';
process.env.OTEL_BLRP_SCHEDULE_DELAY = '1000';
