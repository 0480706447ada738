import { Child } from './child';
import { type SentLogRecords, SERVICES } from './records/sendRecords';
import { TENANTS } from './story/tenants';
import { type Destination } from './telemetry/destination';

export { type SentLogRecords };

export interface LogRecordsOptions extends Destination {
  /** How many audit records, all different. At most 100,000. */
  count: number;
  /** How many services send (1 or 2, default 2), and from how many namespaces each (1 to 10, default 10). */
  services?: number;
  namespaces?: number;
}

/**
 * Sends exactly `count` audit log records through the SDK, one second apart up to now, and returns when the receiver has
 * confirmed every one of them. A process of its own does it: the SDK's exporters cannot be run inside Jest.
 * @throws RangeError for counts that cannot be; Error when the receiver refuses a record
 */
export async function sendLogRecords(options: LogRecordsOptions): Promise<SentLogRecords> {
  const { count, services = SERVICES.length, namespaces = TENANTS.length, ...destination } = options;
  requireWhole('count', count, 0, 100_000);
  requireWhole('services', services, 1, SERVICES.length);
  requireWhole('namespaces', namespaces, 1, TENANTS.length);
  const child = new Child('records', { ...destination, records: { count, services, namespaces } });
  const { sent } = await child.first('sent');
  await child.exited;
  return sent;
}

function requireWhole(name: string, value: number, least: number, most: number) {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} is ${value}; it must be a whole number from ${least} to ${most}.`);
  }
}
