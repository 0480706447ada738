import { isShorter, parsePeriod, PERIOD_FORM } from '../../migrate/period';
import { MigrationRefused } from '../../migrate/refused';
import { type Framework } from '../catalogue/schema';

/** The shortest time that a framework lets audit events be kept, and the rule that says so. */
export interface Floor {
  framework: string;
  title: string;
  months: number;
  rule: string;
}

/** Floors of frameworks, the longest first. @throws Error for a framework that is not known */
export function floorsOf(ids: readonly string[], frameworks: Readonly<Record<string, Framework>>): Floor[] {
  const unknown = ids.filter((id) => !Object.hasOwn(frameworks, id));
  if (unknown.length > 0) {
    throw new Error(
      `GIROK_COMPLIANCE_FRAMEWORKS: there is no framework ${unknown.join(', ')}. There are: ${Object.keys(frameworks).join(', ')}.`
    );
  }
  return ids
    .flatMap((id) => {
      const { title, retention } = frameworks[id];
      return retention ? [{ framework: id, title, ...retention }] : [];
    })
    .sort((a, b) => b.months - a.months);
}

/** Floors that a retention is too short for. @param retention such as `7 YEAR` */
export function brokenFloors(retention: string, floors: readonly Floor[]): Floor[] {
  const period = parsePeriod(retention);
  if (!period) {
    throw new Error(`The retention "${retention}" is not ${PERIOD_FORM}.`);
  }
  const months = period.unit === 'YEAR' ? { count: period.count * 12, unit: 'MONTH' as const } : period;
  return floors.filter((floor) => isShorter(months, { count: floor.months, unit: 'MONTH' }));
}

/** @throws MigrationRefused with every rule that the retention of audit logs would break */
export function refuseShortRetention(
  { logsRetention, complianceFrameworks }: { logsRetention: string; complianceFrameworks: readonly string[] },
  frameworks: Readonly<Record<string, Framework>>
): void {
  const broken = brokenFloors(logsRetention, floorsOf(complianceFrameworks, frameworks));
  if (broken.length > 0) {
    throw new MigrationRefused(
      [
        `Audit logs would be kept for ${logsRetention}, which is too short here (GIROK_COMPLIANCE_FRAMEWORKS):`,
        ...broken.map(({ title, months, rule }) => `  ${title} wants ${months} months. ${rule}.`),
        '  Set GIROK_LOGS_RETENTION to at least that, or take the framework out of the list.',
      ].join('\n')
    );
  }
}
