import { LoggerProvider, BatchLogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';

import { audit } from '../../../examples/audit/audit';
import { storefrontEvent } from '../story/auditEvent';
import { BILLING_RELEASE, CURRENT_RELEASE } from '../story/day';
import { seeded } from '../story/random';
import { decide, randomRequest } from '../story/request';
import { type ServiceName } from '../story/services';
import { namespaceOf, type Tenant, TENANTS } from '../story/tenants';
import { DeliveringExporter } from '../telemetry/deliveringExporter';
import { type Destination, otlpExporters } from '../telemetry/destination';
import { hrTime } from '../telemetry/hrTime';
import { resourceOf, SCOPE } from '../telemetry/pod';

/** The demo's services, of which the first ones send. */
export const SERVICES: Array<{ service: ServiceName; version: string }> = [
  { service: 'storefront', version: CURRENT_RELEASE },
  { service: 'billing', version: BILLING_RELEASE },
];

/** Records in one request. */
const BATCH = 500;
const SEED = 3779;
const OPERATIONS = ['viewInvoice', 'login', 'updateCustomer', 'exportInvoices', 'assignRole'] as const;

export interface RecordsWanted {
  count: number;
  services: number;
  namespaces: number;
}

export interface SentLogRecords {
  count: number;
  /** What each pod sent; the counts differ from pod to pod. */
  groups: Array<{ service: ServiceName; namespace: string; count: number }>;
}

/**
 * Sends exactly `count` audit log records through the SDK, one second apart up to now, and returns when the receiver has
 * confirmed every one of them.
 * @throws Error when the receiver refuses a record
 */
export async function sendRecords(wanted: RecordsWanted, destination: Destination): Promise<SentLogRecords> {
  const { count, services, namespaces } = wanted;
  const exporter = new DeliveringExporter<ReadableLogRecord[]>(
    otlpExporters(destination).logs,
    (items) => items.length
  );
  const processor = new BatchLogRecordProcessor(exporter, {
    maxExportBatchSize: BATCH,
    maxQueueSize: count + BATCH,
    exportTimeoutMillis: 600_000,
  });
  const pods = SERVICES.slice(0, services).flatMap((one) =>
    TENANTS.slice(0, namespaces).map((tenant) => makeSender(one.service, one.version, tenant, processor))
  );

  const random = seeded(SEED);
  const now = Date.now();
  for (let i = 0; i < count; i++) {
    // everybody sends something before chance decides
    const pod = i < pods.length ? pods[i] : random.pick(pods);
    const request = randomRequest(random, random.pick(OPERATIONS), pod.tenant);
    const event = storefrontEvent(request, decide(request));
    if (event) {
      audit(pod.logger, event, { timestamp: hrTime(now - (count - i) * 1000) });
      pod.count++;
    }
  }
  await processor.forceFlush();
  await exporter.settled();
  await processor.shutdown();
  if (exporter.delivered !== count) {
    throw (
      exporter.failure ?? new Error(`${count} log records were made, but the receiver confirmed ${exporter.delivered}.`)
    );
  }
  const groups = pods.map(({ service, tenant, count: sent }) => ({
    service,
    namespace: namespaceOf(tenant),
    count: sent,
  }));
  return { count, groups };
}

function makeSender(service: ServiceName, version: string, tenant: Tenant, processor: BatchLogRecordProcessor) {
  const provider = new LoggerProvider({ resource: resourceOf({ service, version, tenant }), processors: [processor] });
  return { service, tenant, logger: provider.getLogger(SCOPE), count: 0 };
}
