import { type Config } from '../config';
import { up, type UpOptions, type UpSummary } from './apply/up';
import { migrationSession } from './session';

/** Brings the database of a configuration to the present migrations. @throws as `up` does */
export async function migrateUp(config: Config, options: UpOptions = {}): Promise<UpSummary> {
  const session = migrationSession(config);
  try {
    return await up(session, options);
  } finally {
    await session.close();
  }
}
