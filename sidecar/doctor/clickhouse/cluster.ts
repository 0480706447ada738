import { literal, sql } from '../../../queries/sql';
import { check } from '../check';
import { explainError } from '../explainError';
import { failure, ok, type Verdict } from '../verdict';
import { count } from '../words';

export interface ClusterFacts {
  cluster: string;
  shards: number;
  replicas: number;
  /** Host and number of errors of replicas that the server could not reach lately. */
  troubled: Array<{ host: string; errors: number }>;
  /** Set when Keeper did not answer. */
  keeperError?: unknown;
}

export function judgeCluster({ cluster, shards, replicas, troubled, keeperError }: ClusterFacts): Verdict[] {
  if (shards === 0) {
    return [
      failure(
        `this server knows no cluster named ${cluster}`,
        'Name it in <remote_servers> of every server, or correct GIROK_CLUSTER.'
      ),
    ];
  }
  const verdicts = troubled.map(({ host, errors }) =>
    failure(`${host} of cluster ${cluster} cannot be reached (${count(errors, 'error')})`, `Look after ${host}.`)
  );
  if (keeperError !== undefined) {
    verdicts.push(
      failure(
        `Keeper does not answer: ${explainError(keeperError).text}`,
        'ON CLUSTER and replicated tables need it: see <zookeeper> in the configuration of ClickHouse.'
      )
    );
  }
  return verdicts.length > 0
    ? verdicts
    : [ok(`${cluster}: ${count(shards, 'shard')}, ${count(replicas, 'server')}, Keeper answers`)];
}

export const cluster = check<ClusterFacts>({
  area: 'ClickHouse',
  name: 'cluster',
  needs: ['ClickHouse'],
  applies: (config) => config.cluster !== undefined,
  probe: async ({ ask, config }) => {
    const name = config.cluster ?? '';
    const rows = await ask<{ shard: string; host: string; errors: string }>(sql`
      SELECT shard_num AS shard, host_name AS host, errors_count AS errors
      FROM system.clusters WHERE cluster = ${literal(name)}`);
    const keeperError: unknown = await ask(sql`SELECT name FROM system.zookeeper WHERE path = '/' LIMIT 1`).then(
      () => undefined,
      (error: unknown) => error
    );
    return {
      cluster: name,
      shards: new Set(rows.map(({ shard }) => shard)).size,
      replicas: rows.length,
      troubled: rows.map(({ host, errors }) => ({ host, errors: Number(errors) })).filter(({ errors }) => errors > 0),
      keeperError,
    };
  },
  judge: judgeCluster,
});
