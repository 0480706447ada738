import { plainSql, sqlTokens } from './sqlTokens';

const ALTER = /^ALTER (?:TEMPORARY )?TABLE (?:IF EXISTS )?([`"\w.]+) (?:ON CLUSTER [`"'\w.{}-]+ )?/i;

/** Words that begin a command; what follows a comma and begins with none of them belongs to the command before. */
const VERBS =
  /^(ADD|ALTER|APPLY|ATTACH|CLEAR|COMMENT|DELETE|DETACH|DROP|EXPORT|FETCH|FORGET|FREEZE|MATERIALIZE|MODIFY|MOVE|REMOVE|RENAME|REPLACE|RESET|REWRITE|UNFREEZE|UPDATE)\b/i;

/** The commands of an `ALTER TABLE`, each as plain SQL, or undefined for any other statement. */
export function alterCommands(statement: string): string[] | undefined {
  const plain = plainSql(statement);
  const start = ALTER.exec(plain);
  if (!start) {
    return undefined;
  }
  const commands: string[] = [];
  for (const part of splitAtCommas(plain.slice(start[0].length))) {
    const command = withoutParentheses(part);
    if (commands.length === 0 || VERBS.test(command)) {
      commands.push(command);
    } else {
      commands.push(`${commands.pop()}, ${part}`);
    }
  }
  return commands;
}

/** ClickHouse itself writes `ALTER TABLE t (ADD COLUMN …), (DROP COLUMN …)`. */
const withoutParentheses = (command: string) => command.replace(/^\( ?([\s\S]*?) ?\)$/, '$1');

function splitAtCommas(sql: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const { kind, text } of sqlTokens(sql)) {
    if (kind === 'symbol') {
      depth += '([{'.includes(text) ? 1 : ')]}'.includes(text) ? -1 : 0;
    }
    if (text === ',' && kind === 'symbol' && depth === 0) {
      parts.push('');
    } else {
      parts.push(parts.pop() + text);
    }
  }
  return parts.map((part) => part.trim());
}
