import { Session } from 'chdb';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { type ScratchJob, type ScratchResult } from './messages';
import { readSchema, type RunQuery } from './schema';

/**
 * Runs the job's statements in a new chDB and reads the schema before and after those to come.
 * @throws chDB's error when the engine does not start or a schema cannot be read
 */
export async function runInScratch(job: ScratchJob): Promise<ScratchResult> {
  // a table that does not exist is a file name to chDB, relative to here
  process.chdir(job.dir);
  const session = openEngine(job);
  const run: RunQuery = async (query) =>
    session
      .query(query, 'JSONEachRow')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  const engineVersion = session.query('SELECT version()', 'TSVRaw').trim();
  const schema = () => readSchema(run, job.database, job.collections);

  const before: Array<string | null> = [];
  for (const statement of job.before) {
    before.push(errorOf(session, statement));
    await breath();
  }
  const schemaBefore = await schema();
  const after: Array<string | null> = [];
  for (const statement of job.after) {
    after.push(errorOf(session, statement));
    await breath();
    if (after.at(-1) !== null) {
      break;
    }
  }
  return { type: 'done', engineVersion, before, after, schemaBefore, schemaAfter: await schema() };
}

/** Lets the process notice that its parent has died: the engine's calls hold everything else up. */
const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Distributed tables want their cluster to be known; nothing listens at port 1. */
function openEngine({ dir, cluster }: ScratchJob): Session {
  const engine = path.join(dir, 'engine');
  if (cluster === undefined || !/^[A-Za-z_][\w.-]*$/.test(cluster)) {
    return new Session(engine);
  }
  const config = path.join(dir, 'engine.xml');
  const shard = '<shard><replica><host>127.0.0.1</host><port>1</port></replica></shard>';
  writeFileSync(config, `<clickhouse><remote_servers><${cluster}>${shard}</${cluster}></remote_servers></clickhouse>`);
  return new Session(engine, { connectionArgs: [`--config-file=${config}`] });
}

function errorOf(session: Session, statement: string): string | null {
  try {
    session.query(statement, 'Null');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
