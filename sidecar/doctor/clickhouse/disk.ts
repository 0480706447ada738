import { sql } from '../../../queries/sql';
import { check } from '../check';
import { failure, ok, type Verdict, warning } from '../verdict';
import { gibibytes } from '../words';

/** Merges need room for the parts that they write: below these shares of free space they stop, and inserts after them. */
const WARNING = 0.15;
const FAILURE = 0.05;

export interface Disk {
  name: string;
  /** Bytes that are neither used nor reserved by a merge. */
  free: number;
  total: number;
  broken: boolean;
}

export function judgeDisks(disks: Disk[]): Verdict[] {
  const verdicts = disks.flatMap(({ name, free, total, broken }) => {
    if (broken) {
      return [failure(`disk ${name} is broken`, 'Mend the disk: ClickHouse keeps no data on it until then.')];
    }
    const share = free / total;
    const text = `disk ${name} has ${gibibytes(free)} of ${gibibytes(total)} free (${Math.floor(share * 100)} %)`;
    const next = 'Make room, add a disk, or keep less (GIROK_TRACES_RETENTION and its like).';
    return share < FAILURE ? [failure(text, next)] : share < WARNING ? [warning(text, next)] : [];
  });
  if (verdicts.length > 0) {
    return verdicts;
  }
  return [ok(disks.map(({ name, free }) => `${name}: ${gibibytes(free)} free`).join(', ') || 'no local disk')];
}

export const disk = check<Disk[]>({
  area: 'ClickHouse',
  name: 'disk space',
  needs: ['ClickHouse'],
  probe: async ({ ask }) => {
    // an object store has no end
    const rows = await ask<{ name: string; free: string; total: string; broken: number }>(sql`
      SELECT name, unreserved_space AS free, total_space AS total, is_broken AS broken
      FROM system.disks WHERE NOT is_remote AND total_space > 0 ORDER BY name`);
    return rows.map(({ name, free, total, broken }) => ({
      name,
      free: Number(free),
      total: Number(total),
      broken: Number(broken) === 1,
    }));
  },
  judge: judgeDisks,
});
