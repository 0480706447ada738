import { type ClickHouseClient } from '@clickhouse/client';
import { generateKeyPairSync } from 'node:crypto';

import { keyId, signingKey, type SigningKey, type TrustedKeys } from './keys';
import { type Sealed, sealDue, type Sealer } from './sealWindows';
import { type Verification, verify, type VerifyOptions } from './verify';
import { type Catalogue } from '../compliance/catalogue/loadCatalogue';
import { derivedColumns } from '../compliance/derivedColumns';

export const HOUR = 3_600_000;
/** Start of the rows of tests: months ago, so that all of their windows are closed. */
export const SEALED_FROM = Date.UTC(2026, 5, 30, 20);

export const testKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey);

export const COLUMNS =
  'Timestamp, ServiceName, Body, EventName, ResourceAttributes, LogAttributes, RecordHash, IngestTime, SeverityText';

/** Rows of `count` events, `perHour` of them with a time of ingest in each hour; every sixth belongs to the month before. */
export const manyRows = (count: number, perHour: number, from = SEALED_FROM) => `
  SELECT fromUnixTimestamp64Milli(toInt64(${from} + intDiv(number * ${HOUR}, ${perHour}) - if(number % 6 = 0, 40 * 86400000, 0)), 'UTC'),
    concat('svc-', toString(number % 7)), concat('body of ', toString(number)), 'doc.update',
    map('service.name', concat('svc-', toString(number % 7)), 'host.name', 'h-1'),
    map('audit.record.id', concat('r-', toString(number)), 'audit.actor.id', concat('user', toString(number % 50)),
      'audit.action', 'UPDATE', 'audit.target.id', concat('doc-', toString(number)), 'client.address', '10.0.0.1'),
    cityHash64(number), fromUnixTimestamp64Milli(toInt64(${from} + intDiv(number * ${HOUR}, ${perHour})), 'UTC'), 'INFO'
  FROM numbers(${count})`;

export const fill = (client: ClickHouseClient, rows: string) =>
  client.command({ query: `INSERT INTO otel_audit_logs (${COLUMNS}) ${rows}` });

/** Seals of hours without grace, nothing late allowed, up to `until`. */
export const seal = (
  client: ClickHouseClient,
  key: SigningKey,
  until: number,
  more: Partial<Sealer> = {}
): Promise<Sealed> =>
  sealDue({ client: clockOf(client, until), key, windowMs: HOUR, graceMs: 0, lateMs: 0, now: () => until, ...more });

/** The same client, whose server says that it is another time. */
export function clockOf(client: ClickHouseClient, ms: number): ClickHouseClient {
  return new Proxy(client, {
    get(target, name, receiver) {
      if (name !== 'query') {
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (options: Parameters<ClickHouseClient['query']>[0]) =>
        target.query({
          ...options,
          query: options.query.replaceAll('now64(3)', `fromUnixTimestamp64Milli(toInt64(${ms}))`),
        });
    },
  });
}

export const trusting = (...keys: SigningKey[]): TrustedKeys =>
  new Map(keys.map(({ publicKey }) => [keyId(publicKey), publicKey]));

export const check = (
  client: ClickHouseClient,
  catalogue: Catalogue,
  options: Partial<VerifyOptions> = {}
): Promise<Verification> =>
  verify({
    client,
    trusted: new Map(),
    anchored: [],
    derived: derivedColumns(catalogue),
    retainedFrom: 0,
    lateBefore: Number.POSITIVE_INFINITY,
    ...options,
  });
