import { daysOf, formatPeriod, type Period } from '../../migrate/period';
import { type AffectedParts } from '../../migrate/retention/parts';
import { type RetentionPlan } from '../../migrate/retention/planRetention';
import { count } from '../output';

export interface RetentionChange {
  plan: RetentionPlan;
  affected: AffectedParts;
}

/** `otel_audit_logs: 7 YEAR → 1 YEAR (2,557 → 365 days), 12 parts with 3,400 rows; 2 parts with 100 rows are older and go` */
export function retentionText({ plan, affected }: RetentionChange): string {
  const { table, before, after, deletes } = plan;
  const periods = `${before ? formatPeriod(before) : 'for ever'} → ${formatPeriod(after)}`;
  const stored = `${count(affected.parts, 'part')} with ${count(affected.rows, 'row')}`;
  const gone = deletes
    ? `; ${count(affected.expiredParts, 'part')} with ${count(affected.expiredRows, 'row')} ${affected.expiredParts === 1 ? 'is' : 'are'} older and will be deleted`
    : '';
  return `${table}: ${periods} (${days(before)} → ${days(after)} days), ${stored}${gone}`;
}

const days = (period: Period | undefined) => (period ? daysOf(period).toLocaleString('en') : '∞');
