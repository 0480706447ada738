import { elapsedText } from '../../../queries/elapsedText';
import { literal, sql } from '../../../queries/sql';
import { check } from '../check';
import { failure, ok, type Verdict, warning } from '../verdict';

export interface Mutation {
  table: string;
  /** As in KILL MUTATION. */
  id: string;
  command: string;
  ageSeconds: number;
  partsToDo: number;
  /** Why it could not go on, or empty. */
  failReason: string;
}

export function judgeMutations(mutations: Mutation[]): Verdict[] {
  if (mutations.length === 0) {
    return [ok('none is running')];
  }
  return mutations.map(({ table, id, command, ageSeconds, partsToDo, failReason }) => {
    const what = `${table}: "${command}", ${partsToDo} parts to do, for ${elapsedText(ageSeconds)}`;
    if (failReason === '') {
      return warning(what, 'Wait: it goes on in the background. Inserts and questions work meanwhile.');
    }
    return failure(
      `${what}; it fails: ${failReason.split('\n')[0]}`,
      `Mend the cause, or give it up: KILL MUTATION WHERE table = '${table}' AND mutation_id = '${id}'.`
    );
  });
}

export const mutations = check<Mutation[]>({
  area: 'ClickHouse',
  name: 'mutations',
  needs: ['ClickHouse'],
  probe: async ({ ask, config }) => {
    const rows = await ask<Record<'table' | 'id' | 'command' | 'age' | 'parts' | 'reason', string>>(sql`
      SELECT table, mutation_id AS id, substring(command, 1, 80) AS command,
        dateDiff('second', create_time, now()) AS age, parts_to_do AS parts, latest_fail_reason AS reason
      FROM system.mutations WHERE database = ${literal(config.database)} AND NOT is_done ORDER BY create_time LIMIT 5`);
    return rows.map((row) => ({
      table: row.table,
      id: row.id,
      command: row.command,
      ageSeconds: Number(row.age),
      partsToDo: Number(row.parts),
      failReason: row.reason,
    }));
  },
  judge: judgeMutations,
});
