import { type MigrationSources } from './files';
import { isRepeatable } from './repeatable';
import { sqlTokens } from './sqlTokens';
import { splitStatements } from './statements';
import { renderTemplate } from './template';
import { type Variables } from './variables';

interface LintedFile {
  /** As findings name it. */
  file: string;
  /** versioned: runs once, in order. unit: one queue and its views, run again whenever it changes. */
  kind: 'versioned' | 'unit';
  template: string;
}

export interface LintFinding {
  file: string;
  rule: string;
  /** What is wrong, with the place. */
  text: string;
  /** Why the rule exists and what to write instead. */
  why: string;
}

/** A word, a number, a symbol, `''` for any string, or `database.table` without quotes. */
interface Word {
  text: string;
  /** Parentheses and brackets that are open around it. */
  depth: number;
}

/** One statement as the rules see it. */
interface LintedStatement {
  kind: LintedFile['kind'];
  sql: string;
  words: Word[];
  /** The words in upper case, joined by one space. */
  text: string;
  /** `text` of the statements before this one in the file, and of those after it. */
  before: string[];
  after: string[];
}

interface Rule {
  name: string;
  why: string;
  /** What is wrong with the statement, or undefined. */
  check(statement: LintedStatement): string | undefined;
}

/** Stands for {{database:Identifier}}, so that a database that is written down is seen. */
const LINT_DATABASE = 'girok_lint';

export const RULES: Rule[] = [
  {
    name: 'repeatable',
    why: 'A run that was interrupted repeats its last statement: write IF NOT EXISTS or IF EXISTS.',
    check: ({ sql, text, words }) =>
      /^(CREATE|DROP|ALTER|RENAME|EXCHANGE|ATTACH)\b/.test(text) && !isRepeatable(sql)
        ? `"${headOf(words)} …" fails when it is run again`
        : undefined,
  },
  {
    name: 'no-rename',
    why: 'A renamed column or table breaks every reader at once and cannot be repeated. Add the new one, fill it, and drop the old one in a later version.',
    check: ({ text }) => /\bRENAME COLUMN\b|^RENAME \w+|^EXCHANGE \w+/.exec(text)?.[0],
  },
  {
    name: 'no-positional-insert',
    why: 'Without column names the values move to other columns when one is added. Name the columns.',
    check: ({ text }) => /^INSERT INTO (?:TABLE )?\S+ (?:SELECT|VALUES|WITH|FORMAT|SETTINGS)\b/.exec(text)?.[0],
  },
  {
    name: 'no-detach',
    why: 'What a queue or table receives while one of its views is away never reaches the target of that view. Change a view by MODIFY QUERY, or change the unit of its queue.',
    check: (statement) => detached(statement),
  },
  {
    name: 'database-variable',
    why: 'The database is configuration: write {{database:Identifier}}. in front of each table and view.',
    check: ({ words }) => unqualified(words),
  },
  {
    name: 'no-replace',
    why: 'CREATE OR REPLACE drops what is stored, and what was added by hand. Write ALTER, or CREATE … IF NOT EXISTS under a new name.',
    check: ({ text }) => /^(?:CREATE OR REPLACE|REPLACE TABLE)\b/.exec(text)?.[0],
  },
  {
    name: 'no-populate',
    why: 'POPULATE misses the rows that arrive while it runs. Create the view, then fill its target for the time before.',
    check: ({ text }) => /^CREATE MATERIALIZED VIEW\b.*\bPOPULATE\b/.exec(text.split(' AS SELECT ')[0])?.[0],
  },
  {
    name: 'queues-in-units',
    why: 'A queue starts to consume as soon as it exists; only a unit (migrations/queues/) makes it last, behind all of its views.',
    check: ({ kind, text }) => (kind === 'versioned' ? /\bENGINE = KAFKA\b/.exec(text)?.[0] : undefined),
  },
];

function detached({ kind, text, before, after }: LintedStatement): string | undefined {
  const [detach] = /^DETACH (?:TABLE|VIEW)\b.*/.exec(text) ?? [];
  if (detach) {
    return detach;
  }
  const [drop, view] = /^DROP VIEW (?:IF EXISTS )?(\S+)/.exec(text) ?? [];
  const comesBack = after.some((later) => later.startsWith('CREATE MATERIALIZED VIEW') && later.includes(` ${view} `));
  const paused = kind === 'unit' && before.some((earlier) => /^DROP TABLE (?:IF EXISTS )?\S+_QUEUE\b/.test(earlier));
  return drop && comesBack && !paused ? `${drop}, and the view is made again below` : undefined;
}

/** Words that may stand between TABLE and the name. */
const BETWEEN = /^(IF|NOT|EXISTS|TABLE)$/;

function unqualified(words: Word[]): string | undefined {
  const upper = words.map(({ text }) => text.toUpperCase());
  const isCte = (name: string) =>
    upper.some((word, i) => word === name && upper[i + 1] === 'AS' && upper[i + 2] === '(');
  const beforeTable = (word: string, i: number) =>
    /^(TABLE|VIEW|INTO|FROM)$/.test(word) ||
    (word === 'JOIN' && upper[i - 1] !== 'ARRAY') ||
    // not the TO of `TTL … TO VOLUME`
    (word === 'TO' && upper[1] === 'MATERIALIZED' && words[i].depth === 0);
  for (const [i, word] of upper.entries()) {
    if (!beforeTable(word, i)) {
      continue;
    }
    let at = i + 1;
    while (BETWEEN.test(upper[at])) {
      at++;
    }
    const name = words[at]?.text ?? '';
    const isFunction = upper[at + 1] === '(' && /^(FROM|JOIN)$/.test(word);
    const isName = /^[a-z_]/i.test(name) && !isFunction && !isCte(upper[at]);
    if (isName && !name.startsWith(`${LINT_DATABASE}.`) && !name.startsWith('system.')) {
      return `${word} ${name} does not stand in the configured database`;
    }
  }
  return undefined;
}

/** Rules about the text of a template, before anything is put in. */
const SECRET_PLACEHOLDER = /\{\{(\w*(?:password|secret|token)(?![a-z])\w*):(?!Secret\}\})(\w+)\}\}/gi;
const SECRET_LITERAL = /(\w*(?:password|secret|token)(?![a-z])\w*)["`]?\s*=\s*'(?!\{\{|\[HIDDEN\])[^']+'/gi;
const SECRET_WHY = 'A secret is shown in plans and stored in the repository unless it is written {{name:Secret}}.';

/**
 * Checks templates against the rules that make migrations safe to repeat, to resume and to read. Pure.
 * @param variables one configuration, or several, so that each side of an `@if` is seen; secrets may be absent
 */
export function lintMigrations({ migrations, units }: MigrationSources, variables: Variables[]): LintFinding[] {
  const files: LintedFile[] = [
    ...migrations.map(({ id, template }) => ({ file: `${id}.sql`, kind: 'versioned' as const, template })),
    ...units.map(({ queue, template }) => ({ file: `queues/${queue}.sql`, kind: 'unit' as const, template })),
  ];
  const findings = files.flatMap((file) => [...lintText(file), ...variables.flatMap((set) => lintRendered(file, set))]);
  const seen = new Set<string>();
  return findings.filter(({ file, rule, text }) => {
    const key = [file, rule, text].join('\n');
    return seen.has(key) ? false : seen.add(key);
  });
}

function lintText({ file, template }: LintedFile): LintFinding[] {
  const placeholders = [...template.matchAll(SECRET_PLACEHOLDER)].map(
    ([all, name]) => `${all} must be {{${name}:Secret}}`
  );
  const literals = [...template.matchAll(SECRET_LITERAL)].map(([, name]) => `the value of ${name} is written down`);
  return [...placeholders, ...literals].map((text) => ({ file, rule: 'secrets', text, why: SECRET_WHY }));
}

function lintRendered({ file, kind, template }: LintedFile, variables: Variables): LintFinding[] {
  const finding = (rule: string, text: string, why: string): LintFinding => ({ file, rule, text, why });
  let rendered: string;
  let statements: Array<Pick<LintedStatement, 'sql' | 'words' | 'text'>>;
  try {
    rendered = renderTemplate(template, { kafka_password: '', ...variables, database: LINT_DATABASE }).shown;
  } catch (error) {
    return [finding('renders', textOf(error), 'The template cannot be rendered.')];
  }
  try {
    statements = splitStatements(rendered).map((sql) => {
      const words = wordsOf(sql);
      return { sql, words, text: words.map(({ text }) => text.toUpperCase()).join(' ') };
    });
  } catch (error) {
    return [finding('splittable', textOf(error), SPLIT_WHY)];
  }
  return statements.flatMap((statement, i) => {
    const linted = {
      ...statement,
      kind,
      before: statements.slice(0, i).map(({ text }) => text),
      after: statements.slice(i + 1).map(({ text }) => text),
    };
    return RULES.flatMap(({ name, why, check }) => {
      const wrong = check(linted);
      return wrong ? [finding(name, `statement ${i + 1}: ${wrong}`, why)] : [];
    });
  });
}

const SPLIT_WHY = 'Statements are split at semicolons outside quotes and parentheses; what is never closed hides them.';

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Verb and object: `CREATE TABLE girok_lint.t`. */
const headOf = (words: Word[]) =>
  words
    .slice(0, 4)
    .map(({ text }) => text)
    .join(' ');

/** @throws Error for a parenthesis without its other half */
function wordsOf(sql: string): Word[] {
  const words: Word[] = [];
  let depth = 0;
  for (const { kind, text } of sqlTokens(sql)) {
    if (kind === 'space' || kind === 'comment') {
      continue;
    }
    const plain = kind === 'string' || kind === 'heredoc' ? "''" : kind === 'name' ? text.slice(1, -1) : text;
    if (plain === ')' || plain === ']') {
      depth--;
    }
    const previous = words.at(-1);
    if (previous && (plain === '.' || previous.text.endsWith('.'))) {
      previous.text += plain;
    } else {
      words.push({ text: plain, depth });
    }
    if (plain === '(' || plain === '[') {
      depth++;
    }
    if (depth < 0) {
      break;
    }
  }
  if (depth !== 0) {
    throw new Error(
      `A parenthesis is ${depth > 0 ? 'never closed' : 'closed that was never opened'}: ${sql.slice(0, 60)}`
    );
  }
  return words;
}
