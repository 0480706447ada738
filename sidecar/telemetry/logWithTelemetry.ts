import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';

import { type Telemetry } from './startTelemetry';

/** JSON lines to a destination, and where telemetry is sent, warnings there too. */
export function logWithTelemetry(
  destination: DestinationStream,
  level: LevelWithSilent,
  telemetry: Telemetry | undefined
): Logger {
  const options = { level, timestamp: pino.stdTimeFunctions.isoTime };
  return telemetry
    ? pino(
        options,
        pino.multistream([
          { stream: destination, level: 'trace' },
          { stream: telemetry.logStream, level: 'warn' },
        ])
      )
    : pino(options, destination);
}
