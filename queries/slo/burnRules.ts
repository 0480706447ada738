import { type AlertRule } from '../alerts/alertRule';
import { measured } from '../alerts/measured';
import { settings } from '../limits';
import { join, literal, type Sql, sql } from '../sql';
import { type TableMapping } from '../tables';
import { BURN_ALERTS, BURN_SECONDS, type BurnAlert, burnLimit, LEAST_REQUESTS } from './burnWindows';
import { type Slo } from './objective';
import { burnOf, countedBy } from './serviceBudget';

/** Rules of one severity, and what they are called. */
const SPEEDS = {
  critical: { id: 'girok-slo-fast', words: 'spends its error budget fast', forSeconds: 120 },
  warning: { id: 'girok-slo-slow', words: 'spends its error budget too fast to last', forSeconds: 900 },
} as const;

/** How a service is called in labels, which cannot be empty. */
export const labelOf = (service: string): string => service || '(no service name)';

/**
 * The two alert rules of an objective: one for speeds that somebody has to see to at once, one for what would use the
 * budget up in the end. Value of an instance (one a promise): how many times the limit is exceeded, 0 where fewer than
 * LEAST_REQUESTS came. What the fast rule fires for, the slow one is silent about.
 */
export const burnRules = (slo: Slo, tables: TableMapping): AlertRule[] =>
  (['critical', 'warning'] as const).map((severity) => {
    const { id, words, forSeconds } = SPEEDS[severity];
    return {
      id: `${id}-${nameHash(slo.service)}`,
      title: `${titleOf(slo.service)} ${words}`,
      severity,
      above: 1,
      forSeconds,
      noData: 'OK',
      identity: ['service', 'objective'],
      summary: `{{ $labels.service }} ${words} ({{ $labels.objective }}): ${measured('humanize')} times the limit`,
      sql: () => burnRuleSql(slo, tables, severity),
    };
  });

function burnRuleSql(slo: Slo, tables: TableMapping, severity: 'critical' | 'warning'): Sql {
  const alerts = BURN_ALERTS.filter((one) => severity === 'warning' || one.severity === 'critical');
  const names = [...new Set(alerts.flatMap(({ name, short }) => [name, short]))].sort(
    (a, b) => BURN_SECONDS[b] - BURN_SECONDS[a]
  );
  const windows = names.map((name) => BURN_SECONDS[name]);
  const scope = { tables, where: sql`ServiceName = ${literal(slo.service)}` };
  const exceeds = (alert: BurnAlert) => {
    const [long, short] = [alert.name, alert.short].map((name) => names.indexOf(name) + 1);
    return sql`if(requests[${literal(long)}] < ${literal(LEAST_REQUESTS)}, 0, least(ifNull(${burnOf(long)}, 0), ifNull(${burnOf(short)}, 0)) / ${literal(burnLimit(slo.days, alert))})`;
  };
  const most = (of: 'critical' | 'warning') =>
    sql`greatest(${join([sql`0.`, ...alerts.filter((one) => one.severity === of).map(exceeds)])})`;
  const value = severity === 'critical' ? most('critical') : sql`if(${most('critical')} > 1, 0., ${most('warning')})`;
  return sql`SELECT ${literal(labelOf(slo.service))} AS service, objective, toFloat64(${value}) AS value
FROM (
${countedBy(scope, slo, sql`now64(9)`, windows)}
)
ORDER BY objective
${settings()}`;
}

const LONGEST_NAME = 100;

/** A rule's title has at most 190 characters in Grafana, and is the only one of its name in a folder. */
const titleOf = (service: string) =>
  service.length > LONGEST_NAME ? `${service.slice(0, LONGEST_NAME)}… (${nameHash(service)})` : labelOf(service);

/** Group of the rules of a service: short and without slashes, whatever the service is called. */
export const groupOf = (service: string): string => `girok-slo-${nameHash(service)}`;

/** FNV-1a, 64 bits, as 16 hexadecimal digits. */
function nameHash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, '0');
}
