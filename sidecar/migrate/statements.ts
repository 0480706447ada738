import { plainSql, sqlTokens } from './sqlTokens';

/**
 * Splits SQL at the semicolons that end statements, not at those in strings, quoted names, comments or heredocs.
 * Comments before a statement are dropped, and empty statements with them.
 * @throws Error for a string, quoted name or comment that is not closed
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let current = '';
  for (const { kind, text } of sqlTokens(sql)) {
    if (kind === 'symbol' && text === ';') {
      statements.push(current);
      current = '';
    } else if (current !== '' || (kind !== 'space' && kind !== 'comment')) {
      current += text;
    }
  }
  return [...statements, current].map((statement) => statement.trimEnd()).filter((statement) => statement !== '');
}

/** Of statements with single spaces: verb, kind of object, name. */
const TARGETS = [
  /^(CREATE|ALTER|DROP|DETACH|ATTACH)(?: OR REPLACE)? (DATABASE|TABLE|MATERIALIZED VIEW|VIEW|NAMED COLLECTION|FUNCTION|DICTIONARY)(?: IF(?: NOT)? EXISTS)? ([`"\w.]+)/i,
  /^(TRUNCATE)(?: (TABLE))?(?: IF EXISTS)? ([`"\w.]+)/i,
  /^(DELETE) (FROM) ([`"\w.]+)/i,
  /^(INSERT) (INTO)(?: TABLE)? ([`"\w.]+)/i,
];

interface Target {
  verb: string;
  kind: string;
  /** Without quotes. */
  name: string;
}

function targetOf(statement: string): Target | undefined {
  const plain = plainSql(statement);
  const match = TARGETS.map((pattern) => pattern.exec(plain)).find((found) => found !== null);
  if (!match) {
    return undefined;
  }
  const [, verb, kind = 'table', name] = match;
  return { verb: verb.toLowerCase(), kind: kind.toLowerCase(), name: name.replace(/[`"]/g, '') };
}

/** What a statement does to which object: `create table otel.otel_audit_logs`. Other statements: their first words. */
export function describeStatement(statement: string): string {
  const target = targetOf(statement);
  return target ? `${target.verb} ${target.kind} ${target.name}` : plainSql(statement).split(' ').slice(0, 4).join(' ');
}

export interface CreatedObject {
  kind: 'database' | 'table' | 'view' | 'named collection';
  /** `database.table`, without quotes */
  name: string;
}

/** The object that a CREATE statement makes, or undefined for any other statement. */
export function createdObject(statement: string): CreatedObject | undefined {
  const target = targetOf(statement);
  const kind = target?.kind.replace('materialized view', 'view');
  if (
    target?.verb !== 'create' ||
    (kind !== 'database' && kind !== 'table' && kind !== 'view' && kind !== 'named collection')
  ) {
    return undefined;
  }
  return { kind, name: target.name };
}

/** The object that a DROP statement removes, without quotes, or undefined for any other statement. */
export function droppedObject(statement: string): string | undefined {
  const target = targetOf(statement);
  return target?.verb === 'drop' ? target.name : undefined;
}
