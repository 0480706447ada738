import { alterCommands } from './alterCommands';
import { plainSql, sqlTokens } from './sqlTokens';

/**
 * What a statement does to stored rows, mildest first. metadata: nothing. mutation: a background job goes over parts.
 * rewrite: rows are written or changed in type. destructive: rows are lost, or rows to come miss their table.
 */
export const EFFECTS = ['metadata', 'mutation', 'rewrite', 'destructive'] as const;
export type Effect = (typeof EFFECTS)[number];

/** The first rule that matches says the effect. Patterns see plain SQL: no comments, single spaces. */
const STATEMENT_RULES: Array<[RegExp, Effect]> = [
  [/^CREATE OR REPLACE (TABLE|DATABASE|MATERIALIZED VIEW)\b|^REPLACE (TABLE|DATABASE)\b/i, 'destructive'],
  [/^CREATE MATERIALIZED VIEW .* POPULATE AS\b/is, 'rewrite'],
  [/^CREATE (TEMPORARY )?TABLE .*\bAS \(?(SELECT|WITH)\b/is, 'rewrite'],
  [/^(CREATE|ATTACH TABLE|ATTACH VIEW|ATTACH DATABASE|ATTACH DICTIONARY)\b/i, 'metadata'],
  [/^DROP (TABLE|VIEW|DATABASE|TEMPORARY TABLE)\b/i, 'destructive'],
  [/^DETACH (TABLE|VIEW|DATABASE)\b/i, 'destructive'],
  [
    /^DROP (DICTIONARY|FUNCTION|NAMED COLLECTION|USER|ROLE|ROW POLICY|POLICY|QUOTA|SETTINGS PROFILE|PROFILE)\b/i,
    'metadata',
  ],
  [/^(TRUNCATE|DELETE)\b/i, 'destructive'],
  [/^(INSERT|OPTIMIZE)\b/i, 'rewrite'],
  [/^UPDATE\b/i, 'mutation'],
  [/^ALTER (NAMED COLLECTION|USER|ROLE|ROW POLICY|POLICY|QUOTA|SETTINGS PROFILE|PROFILE|DATABASE)\b/i, 'metadata'],
  [/^(RENAME|EXCHANGE|UNDROP|GRANT|REVOKE|SET|USE|SYSTEM|KILL|SELECT|WITH|SHOW|DESCRIBE|EXISTS|CHECK)\b/i, 'metadata'],
];

const COMMAND_RULES: Array<[RegExp, Effect]> = [
  [/^ADD\b/i, 'metadata'],
  [/^DROP (INDEX|CONSTRAINT|PROJECTION|STATISTICS)\b/i, 'mutation'],
  [/^CLEAR (INDEX|PROJECTION|STATISTICS)\b/i, 'mutation'],
  [/^RENAME COLUMN\b/i, 'mutation'],
  [/^MATERIALIZE\b/i, 'mutation'],
  [/^UPDATE\b/i, 'mutation'],
  [/^APPLY\b/i, 'mutation'],
  [/^REWRITE\b/i, 'rewrite'],
  // a shorter one deletes rows; whether it is shorter cannot be read here, and retention is set by configuration
  [/^MODIFY TTL\b/i, 'destructive'],
  [/^MODIFY (SETTING|QUERY|COMMENT|ORDER BY|SAMPLE BY|SQL SECURITY|DEFINER|REFRESH|STATISTICS)\b/i, 'metadata'],
  [/^(RESET SETTING|REMOVE (TTL|SAMPLE BY)|COMMENT COLUMN|FREEZE|UNFREEZE|FETCH)\b/i, 'metadata'],
  // new defaults, codecs and comments are for rows and parts to come
  [
    /^(MODIFY|ALTER) COLUMN (IF EXISTS )?\S+ (DEFAULT|MATERIALIZED|ALIAS|EPHEMERAL|CODEC|COMMENT|REMOVE|MODIFY SETTING|RESET SETTING|FIRST|AFTER)\b/i,
    'metadata',
  ],
  [/^(MODIFY|ALTER) COLUMN (IF EXISTS )?\S+ TTL\b/i, 'destructive'],
  [/^(MODIFY|ALTER) COLUMN\b/i, 'rewrite'],
  [/^(ATTACH|MOVE) (PARTITION|PART)\b/i, 'rewrite'],
];

/** Effect of one statement. What no rule knows is taken for destructive. */
export function effectOf(statement: string): Effect {
  const commands = alterCommands(statement);
  if (commands) {
    return worst(commands.map((command) => firstMatch(COMMAND_RULES, command)));
  }
  return firstMatch(STATEMENT_RULES, plainSql(statement));
}

/** What stands within quotes is no keyword. */
function firstMatch(rules: Array<[RegExp, Effect]>, sql: string): Effect {
  const keywords = sqlTokens(sql)
    .map(({ kind, text }) => (kind === 'string' || kind === 'heredoc' ? "''" : text))
    .join('');
  return rules.find(([pattern]) => pattern.test(keywords))?.[1] ?? 'destructive';
}

/** The worst of several effects; none at all is metadata. */
export const worst = (effects: Effect[]): Effect =>
  EFFECTS[Math.max(0, ...effects.map((effect) => EFFECTS.indexOf(effect)))];
