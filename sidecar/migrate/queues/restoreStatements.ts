import { type Cluster, createEverywhere, onCluster } from '../topology';
import { type SavedQueue } from './savedQueue';
import { identifier } from '../../../queries/sql';

/** What every message of the Kafka engine has beside the columns of its table, and views may ask for. */
const KAFKA_COLUMNS: Array<[string, string]> = [
  ['_topic', 'LowCardinality(String)'],
  ['_key', 'String'],
  ['_offset', 'UInt64'],
  ['_partition', 'UInt64'],
  ['_timestamp', 'Nullable(DateTime)'],
  ['_timestamp_ms', 'Nullable(DateTime64(3))'],
  ['_headers.name', 'Array(String)'],
  ['_headers.value', 'Array(String)'],
  ['_error', 'String'],
  ['_raw_message', 'String'],
];

/**
 * The statements that put back a queue and its views. Views are made behind a stand-in that delivers nothing, and the
 * queue comes last: no view misses a message. Pure; empty when everything stands as it was.
 * @param touched views that the change may have made; those that were not there before are removed
 */
export function restoreStatements(
  database: string,
  queue: string,
  saved: SavedQueue,
  now: SavedQueue,
  touched: string[],
  cluster?: Cluster
): string[] {
  const name = (object: string) => identifier(`${database}.${object}`).text + onCluster(cluster).text;
  const drop = (what: 'TABLE' | 'VIEW', object: string) => `DROP ${what} IF EXISTS ${name(object)} SYNC`;
  const obsolete = touched.filter((view) => view in now.views && !(view in saved.views));
  const lost = Object.keys(saved.views).filter((view) => now.views[view] !== saved.views[view]);
  if (obsolete.length === 0 && lost.length === 0 && now.queue?.create === saved.queue?.create) {
    return [];
  }
  const remove = [...obsolete, ...lost].filter((view) => view in now.views).map((view) => drop('VIEW', view));
  if (!saved.queue) {
    return [drop('TABLE', queue), ...remove];
  }
  const standIn = `CREATE TABLE IF NOT EXISTS ${name(queue)} (${standInColumns(saved.queue).join(', ')}) ENGINE = Null`;
  return [
    drop('TABLE', queue),
    standIn,
    ...remove,
    ...lost.map((view) => createEverywhere(saved.views[view], cluster)),
    drop('TABLE', queue),
    createEverywhere(saved.queue.create, cluster),
  ];
}

function standInColumns({ engine, columns }: NonNullable<SavedQueue['queue']>): string[] {
  const own = columns.map(([name]) => name);
  const virtual = engine === 'Kafka' ? KAFKA_COLUMNS.filter(([name]) => !own.includes(name)) : [];
  return [...columns, ...virtual].map(([name, type]) => `\`${name.replaceAll('`', '\\`')}\` ${type}`);
}
