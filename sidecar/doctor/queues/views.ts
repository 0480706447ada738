import { literal, sql } from '../../../queries/sql';
import { check } from '../check';
import { signalsOf } from '../signals';
import { failure, ok, type Verdict } from '../verdict';
import { count, list } from '../words';

export interface ViewFacts {
  queue: string;
  /** Views that must stand behind the queue. */
  expected: string[];
  /** Those that do. */
  attached: string[];
  /** View and the table that it writes to, where that table is missing. */
  withoutTarget: Array<{ view: string; target: string }>;
}

export function judgeViews(queues: ViewFacts[]): Verdict[] {
  const verdicts = queues.flatMap(({ queue, expected, attached, withoutTarget }) => {
    const missing = expected.filter((view) => !attached.includes(view));
    return [
      ...(missing.length > 0
        ? [
            failure(
              `${list(missing)} ${missing.length === 1 ? 'is' : 'are'} missing behind ${queue}: what is read is not stored`,
              `Stop the loss with DETACH TABLE of ${queue}, then run girok migrate up.`
            ),
          ]
        : []),
      ...withoutTarget.map(({ view, target }) =>
        failure(
          `${view} writes to ${target}, which is missing: its queue reads the same messages again and again`,
          'Run girok migrate verify to see what else is missing, then restore the table.'
        )
      ),
    ];
  });
  const views = queues.reduce((sum, { expected }) => sum + expected.length, 0);
  return verdicts.length > 0 ? verdicts : [ok(`${count(views, 'view')} behind ${count(queues.length, 'queue')}`)];
}

export const views = check<ViewFacts[]>({
  area: 'Queues',
  name: 'views',
  needs: ['ClickHouse', 'database'],
  probe: async ({ ask, config }) => {
    const tables = await ask<{ name: string; behind: string[]; create: string }>(sql`
      SELECT name, dependencies_table AS behind, if(engine = 'MaterializedView', create_table_query, '') AS create
      FROM system.tables WHERE database = ${literal(config.database)}`);
    const names = new Set(tables.map(({ name }) => `${config.database}.${name}`));
    const created = new Map(tables.map(({ name, create }) => [name, create]));
    // that a queue itself is missing is said by another check
    const present = signalsOf(config).filter(({ queue }) => created.has(queue));
    return present.map(({ queue, views: expected }) => {
      const attached = tables.find(({ name }) => name === queue)?.behind ?? [];
      const targets = attached.map((view) => ({ view, target: targetOf(created.get(view) ?? '') }));
      return {
        queue: `${config.database}.${queue}`,
        expected,
        attached,
        withoutTarget: targets.filter(({ target }) => target.startsWith(`${config.database}.`) && !names.has(target)),
      };
    });
  },
  judge: judgeViews,
});

/** `otel.t` of `CREATE MATERIALIZED VIEW otel.v TO otel.t (…) AS …`. */
const targetOf = (create: string) => / TO (\S+)/.exec(create.split(' AS SELECT ')[0])?.[1].replaceAll('`', '') ?? '';
