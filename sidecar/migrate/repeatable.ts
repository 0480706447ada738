import { alterCommands } from './alterCommands';
import { effectOf } from './effect';
import { plainSql } from './sqlTokens';

const STATEMENTS =
  /^(CREATE OR REPLACE\b|CREATE [A-Z ]*IF NOT EXISTS\b|DROP [A-Z ]*IF EXISTS\b|ALTER NAMED COLLECTION\b|DELETE FROM\b|GRANT\b|REVOKE\b|SYSTEM\b|OPTIMIZE\b|SET\b|SELECT\b|KILL\b)/i;

const COMMANDS =
  /^(ADD [A-Z]+ IF NOT EXISTS\b|(DROP|CLEAR|RENAME) [A-Z]+ IF EXISTS\b|MODIFY\b|ALTER COLUMN\b|COMMENT\b|RESET\b|REMOVE\b|MATERIALIZE\b|DELETE\b|DROP PARTITION\b)/i;

/**
 * Whether a statement may run a second time with the same result, so that one whose outcome is not known can simply be
 * run again. When in doubt: no.
 */
export function isRepeatable(statement: string): boolean {
  const commands = alterCommands(statement);
  if (commands) {
    return commands.every((command) => COMMANDS.test(command));
  }
  const plain = plainSql(statement);
  // CREATE … AS SELECT that was cut off has made its table and not filled it
  return STATEMENTS.test(plain) && !(/^CREATE\b/i.test(plain) && effectOf(plain) === 'rewrite');
}

/** Whether a statement that must not run twice leaves a mutation, which tells whether it was taken: `ALTER … UPDATE`. */
export function leavesMutation(statement: string): boolean {
  const commands = alterCommands(statement) ?? [];
  const updates = commands.filter((command) => /^UPDATE\b/i.test(command));
  return updates.length > 0 && commands.every((command) => updates.includes(command) || COMMANDS.test(command));
}
