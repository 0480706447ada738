import { type ServiceScope, TIME } from './services';
import { settings } from '../limits';
import { identifier, join, literal, type Sql, sql } from '../sql';
import { rowsOf, type Signal, SIGNALS } from '../tables';
import { endOf, startOf, startOfPeriodBefore, withinBothPeriods } from '../timeRange';

/** What `girok migrate` makes beside the telemetry: what each service said of itself, day by day. */
const RESOURCES_TABLE = 'otel_audit_services';

/** Most combinations of signal, service and resource that are read. */
const MOST_RESOURCES = 20_000;

/** Longest text of a resource that is told, in characters. */
const LONGEST = 256;

/**
 * Attributes that say what a service is part of, the first that is there. Names are those of the semantic conventions
 * 1.37 and an older one (`deployment.environment`); for the owner they have none, so these are what people use.
 */
const PARTS = {
  version: ['service.version'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  namespace: ['service.namespace', 'k8s.namespace.name'],
  owner: ['service.owner', 'service.team', 'owner', 'team'],
} as const;

const part = (name: keyof typeof PARTS) =>
  sql`substringUTF8(firstNonDefault(${join([...PARTS[name].map((key) => sql`ResourceAttributes[${literal(key)}]`), literal('')])}), 1, ${literal(LONGEST)})`;

/**
 * Who sends what: one row for each signal, service, version, environment, namespace and owner with a row in the range or the
 * period before it, whatever signals the service has: `current`, 1 when some of it lies in the range, `rows` of both
 * periods, `first` and `last` in ms since 1970.
 */
export function serviceResources(scope: ServiceScope): Sql {
  return answerOf(SIGNALS.map((signal) => ofTelemetry(scope, signal, sql`1`)));
}

/**
 * `serviceResources()` for long ranges, with the same columns, from what the services said day by day. From the telemetry
 * comes only what was stored before anybody wrote that down. `rows` are about as many; only their order is of use.
 */
export function serviceResourcesOfDays(scope: ServiceScope): Sql {
  const { tables, range, where } = scope;
  const table = identifier(`${tables.database}.${RESOURCES_TABLE}`);
  const writtenDown = sql`SELECT toString(Signal) AS signal, toString(ServiceName) AS service,
  Version AS version, Environment AS environment, Namespace AS namespace, Owner AS owner,
  toUInt8(max(Last) >= ${startOf(range)}) AS current, sum(Rows) AS rows,
  min(First) AS seen_first, least(max(Last), ${endOf(range)}) AS seen_last
FROM ${table}
WHERE Day >= toDate(${startOfPeriodBefore(range)}, 'UTC') AND Day <= toDate(${endOf(range)}, 'UTC')
  AND Last >= ${startOfPeriodBefore(range)} AND First <= ${endOf(range)}
  AND ${where}
GROUP BY signal, service, version, environment, namespace, owner`;
  const storedBefore = sql`IngestTime < (SELECT if(count() = 0, now64(3, 'UTC'), min(Since)) FROM ${table})`;
  return answerOf([writtenDown, ...SIGNALS.map((signal) => ofTelemetry(scope, signal, storedBefore))]);
}

const ofTelemetry = ({ tables, range, where }: ServiceScope, signal: Signal, condition: Sql) =>
  sql`SELECT ${literal(signal)} AS signal, toString(ServiceName) AS service,
  ${part('version')} AS version, ${part('environment')} AS environment, ${part('namespace')} AS namespace, ${part('owner')} AS owner,
  toUInt8(max(${TIME[signal]}) >= ${startOf(range)}) AS current, count() AS rows,
  toDateTime64(min(${TIME[signal]}), 9, 'UTC') AS seen_first, toDateTime64(max(${TIME[signal]}), 9, 'UTC') AS seen_last
FROM ${rowsOf(tables, signal, range)}
WHERE ${withinBothPeriods(TIME[signal], range)}
  AND ${condition}
  AND ${where}
GROUP BY service, version, environment, namespace, owner`;

const answerOf = (parts: Sql[]) => sql`SELECT signal, service, version, environment, namespace, owner,
  max(current) AS current, sum(rows) AS rows,
  toUnixTimestamp64Milli(min(seen_first)) AS first, toUnixTimestamp64Milli(max(seen_last)) AS last
FROM (
${join(parts, sql`\nUNION ALL `)}
)
GROUP BY signal, service, version, environment, namespace, owner
ORDER BY rows DESC, service, signal
LIMIT ${literal(MOST_RESOURCES)}
${settings()}`;
