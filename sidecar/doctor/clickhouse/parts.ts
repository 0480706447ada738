import { literal, sql } from '../../../queries/sql';
import { check } from '../check';
import { failure, ok, type Verdict, warning } from '../verdict';

/** From this share of the limit on, merges do not keep up. */
const WARNING = 0.5;

export interface PartFacts {
  /** The fullest partition of each table. */
  partitions: Array<{ table: string; partition: string; parts: number }>;
  /** Active parts of a partition from which on ClickHouse slows inserts down, and refuses them. */
  delayAt: number;
  refuseAt: number;
}

export function judgeParts({ partitions, delayAt, refuseAt }: PartFacts): Verdict[] {
  const next =
    'Merges do not keep up. Look at system.merges and at the disk; write larger blocks (GIROK_KAFKA_BLOCK_MESSAGES, GIROK_KAFKA_FLUSH_MS).';
  const verdicts = partitions.flatMap(({ table, partition, parts }) => {
    const text = `${table}, partition ${partition}, has ${parts} parts; inserts are slowed at ${delayAt} and refused at ${refuseAt}`;
    return parts >= delayAt ? [failure(text, next)] : parts >= delayAt * WARNING ? [warning(text, next)] : [];
  });
  const most = Math.max(0, ...partitions.map(({ parts }) => parts));
  return verdicts.length > 0 ? verdicts : [ok(`at most ${most} in a partition; inserts are slowed at ${delayAt}`)];
}

export const parts = check<PartFacts>({
  area: 'ClickHouse',
  name: 'parts',
  needs: ['ClickHouse'],
  probe: async ({ ask, config }) => {
    const partitions = await ask<{ table: string; partition: string; parts: string }>(sql`
      SELECT table, partition, count() AS parts FROM system.parts
      WHERE active AND database = ${literal(config.database)}
      GROUP BY table, partition ORDER BY parts DESC LIMIT 1 BY table`);
    const limits = await ask<{ name: string; value: string }>(sql`
      SELECT name, value FROM system.merge_tree_settings WHERE name IN ('parts_to_delay_insert', 'parts_to_throw_insert')`);
    const limit = (name: string) => Number(limits.find((setting) => setting.name === name)?.value);
    return {
      partitions: partitions.map((row) => ({ ...row, parts: Number(row.parts) })),
      delayAt: limit('parts_to_delay_insert'),
      refuseAt: limit('parts_to_throw_insert'),
    };
  },
  judge: judgeParts,
});
