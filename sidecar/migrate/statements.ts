// In order: line comments, block comments, strings and quoted names (with \ and doubled quotes), heredocs, `;`.
const TOKEN =
  /--[^\n]*|#![^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\$(\w*)\$[\s\S]*?\$\1\$|;/g;

/**
 * Splits SQL at the semicolons that end statements, not at those in strings, quoted names, comments or heredocs.
 * Comments between statements are dropped with the empty statements they leave.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (const token of sql.matchAll(TOKEN)) {
    if (token[0] === ';') {
      statements.push(sql.slice(start, token.index));
      start = token.index + 1;
    }
  }
  statements.push(sql.slice(start));
  return statements.map(withoutLeadingComments).filter((statement) => statement !== '');
}

function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(\s|--[^\n]*(\n|$)|#![^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '').trimEnd();
}

const TARGET =
  /^(CREATE|ALTER|DROP|DETACH|ATTACH)\s+(?:OR\s+REPLACE\s+)?(DATABASE|TABLE|MATERIALIZED\s+VIEW|VIEW|NAMED\s+COLLECTION|FUNCTION|DICTIONARY)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([`"\w.]+)/i;

/** What a statement does to which object: `create table otel.otel_audit_logs`. Other statements: their first words. */
export function describeStatement(statement: string): string {
  const match = TARGET.exec(statement);
  if (!match) {
    return statement.split(/\s+/).slice(0, 4).join(' ');
  }
  return `${match[1]} ${match[2].replace(/\s+/g, ' ')}`.toLowerCase() + ' ' + match[3].replace(/[`"]/g, '');
}

export interface CreatedObject {
  kind: 'database' | 'table' | 'view' | 'named collection';
  /** `database.table`, without quotes */
  name: string;
}

/** The object that a CREATE statement makes, or undefined for any other statement. */
export function createdObject(statement: string): CreatedObject | undefined {
  const match = TARGET.exec(statement);
  if (match?.[1].toUpperCase() !== 'CREATE') {
    return undefined;
  }
  const kind = match[2].toLowerCase().replace(/\s+/g, ' ').replace('materialized view', 'view');
  if (kind !== 'database' && kind !== 'table' && kind !== 'view' && kind !== 'named collection') {
    return undefined;
  }
  return { kind, name: match[3].replace(/[`"]/g, '') };
}
