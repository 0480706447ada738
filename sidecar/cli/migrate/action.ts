import { type Command } from 'commander';

import { type Config, readConfig } from '../../config';
import { migrationSession, type MigrationSession } from '../../migrate/session';

/** Options of every subcommand. */
export interface CommonOptions extends Partial<Config> {
  json?: boolean;
  /** Folder of the templates. */
  migrations?: string;
}

/** @returns the exit code */
export type Action<Options> = (session: MigrationSession, options: Options & CommonOptions) => Promise<number>;

/** Opens a session for the action and closes it; the action's answer becomes the exit code. */
export const withSession =
  <Options>(action: Action<Options>) =>
  async (_: unknown, command: Command): Promise<void> => {
    const options: Options & CommonOptions = command.optsWithGlobals();
    const session = migrationSession(readConfig(process.env, options), options.migrations);
    try {
      process.exitCode = await action(session, options);
    } finally {
      await session.close();
    }
  };

/** Lines for machines: one JSON value, indented. */
export const asJson = (value: unknown) => JSON.stringify(value, null, 2);
