import {
  type ColumnSchema,
  type DatabaseSchema,
  type IndexSchema,
  type ObjectSchema,
  type QueueSchema,
  type TableSchema,
  type ViewSchema,
} from './schema';

export interface Difference {
  /** `otel.otel_audit_traces`, or `named collection girok_kafka`. */
  object: string;
  /** A note is worth knowing and breaks nothing: what somebody added. */
  severity: 'difference' | 'note';
  /** What differs, in words: `column Duration has type UInt32, should be UInt64`. */
  text: string;
}

/** Objects that girok itself makes beside the migrations (journal, lock); nobody's drift. */
const OWN = /^girok_/;

/** Settings that a server writes down by itself. */
const WRITTEN_BY_SERVER = ['index_granularity', 'storage_policy'];

/** Characters of a view's query shown around the first difference. */
const SHOWN_BEFORE = 40;
const SHOWN_AFTER = 60;

/**
 * Compares a schema with the one it should be. Pure. What is merely written in another way on another server version
 * must have been settled before (settle.ts). The order of columns does not count: nothing here inserts by position.
 */
export function diffSchemas(should: DatabaseSchema, is: DatabaseSchema): Difference[] {
  if (!is.exists && should.exists) {
    return [{ object: `database ${should.database}`, severity: 'difference', text: 'is missing' }];
  }
  const names = [...new Set([...Object.keys(should.objects), ...Object.keys(is.objects)])].sort();
  const objects = names
    .filter((name) => should.objects[name] || !OWN.test(name))
    .flatMap((name) =>
      compare(should.objects[name], is.objects[name]).map((finding) => ({
        object: `${should.database}.${name}`,
        ...finding,
      }))
    );
  const collections = Object.entries(should.collections).flatMap(([name, keys]) =>
    compareCollection(keys, is.collections[name]).map((finding) => ({ object: `named collection ${name}`, ...finding }))
  );
  return [...objects, ...collections];
}

type Finding = Pick<Difference, 'severity' | 'text'>;

const differs = (text: string): Finding => ({ severity: 'difference', text });
const note = (text: string): Finding => ({ severity: 'note', text });

function compare(should: ObjectSchema | undefined, is: ObjectSchema | undefined): Finding[] {
  if (should === undefined) {
    return is === undefined ? [] : [note(`is not one of girok's (${describe(is)})`)];
  }
  if (is === undefined) {
    return [differs(`is missing (${describe(should)})`)];
  }
  if (should.kind === 'queue' && is.kind === 'table' && is.engine === 'Null') {
    return [differs('is a stand-in of engine Null, should be a Kafka queue: nothing reads the topic')];
  }
  if (should.kind === 'table' && is.kind === 'table') {
    return compareTables(should, is);
  }
  if (should.kind === 'view' && is.kind === 'view') {
    return compareViews(should, is);
  }
  if (should.kind === 'queue' && is.kind === 'queue') {
    return compareQueues(should, is);
  }
  return [differs(`is ${describe(is)}, should be ${describe(should)}`)];
}

function describe(object: ObjectSchema): string {
  switch (object.kind) {
    case 'queue':
      return 'a Kafka queue';
    case 'view':
      return object.target === '' ? 'a view' : `a view that writes to ${object.target}`;
    case 'table':
      return `a table of engine ${object.engine}`;
  }
}

function compareTables(should: TableSchema, is: TableSchema): Finding[] {
  return [
    ...compareText('engine is', should.engine, is.engine),
    ...compareText('partition key is', should.partitionKey, is.partitionKey),
    ...compareText('primary key is', should.primaryKey, is.primaryKey),
    ...compareText('sorting key is', should.sortingKey, is.sortingKey),
    ...compareText('TTL is', should.ttl, is.ttl),
    ...(should.comment === '' ? [] : compareText('comment is', should.comment, is.comment)),
    ...compareSettings(should.settings, is.settings),
    ...compareColumns(should.columns, is.columns),
    ...compareEach('index', should.indexes, is.indexes, compareIndex),
    ...compareEach('projection', should.projections, is.projections, (name, a, b) =>
      compareText(`projection ${name} is`, a, b)
    ),
  ];
}

function compareViews(should: ViewSchema, is: ViewSchema): Finding[] {
  return [
    ...compareText('target is', should.target, is.target),
    ...compareText('schedule is', should.schedule, is.schedule),
    ...compareQueries(should.query, is.query),
  ];
}

function compareQueues(should: QueueSchema, is: QueueSchema): Finding[] {
  return [
    ...compareText('named collection is', should.collection, is.collection),
    ...compareSettings(should.settings, is.settings),
    ...compareColumns(should.columns, is.columns),
  ];
}

const compareColumns = (should: Record<string, ColumnSchema>, is: Record<string, ColumnSchema>) =>
  compareEach('column', should, is, (name, a, b) => [
    ...compareText(`column ${name} has type`, a.type, b.type),
    ...compareText(`column ${name} has the expression`, expressionOf(a), expressionOf(b)),
    ...compareText(`column ${name} has the codec`, a.codec, b.codec),
  ]);

const expressionOf = ({ defaultKind, defaultExpression }: ColumnSchema) =>
  defaultKind === '' ? '' : `${defaultKind} ${defaultExpression}`;

function compareIndex(name: string, should: IndexSchema, is: IndexSchema): Finding[] {
  return [
    ...compareText(`index ${name} has type`, should.type, is.type),
    ...compareText(`index ${name} is on`, should.expression, is.expression),
    // a text index spans whole parts; the number that versions write for that differs
    ...(should.type.startsWith('text')
      ? []
      : compareText(`index ${name} has granularity`, String(should.granularity), String(is.granularity))),
  ];
}

/** What one side lacks, and what differs in the things that both have. More than expected is a note. */
function compareEach<T>(
  what: string,
  should: Record<string, T>,
  is: Record<string, T>,
  compareOne: (name: string, should: T, is: T) => Finding[]
): Finding[] {
  const present = Object.entries(should).flatMap(([name, value]) =>
    name in is ? compareOne(name, value, is[name]) : [differs(`${what} ${name} is missing`)]
  );
  const extra = Object.keys(is)
    .filter((name) => !(name in should))
    .map((name) => note(`${what} ${name} is not one of girok's`));
  return [...present, ...extra];
}

function compareSettings(should: Record<string, string>, is: Record<string, string>): Finding[] {
  const present = Object.entries(should).flatMap(([name, value]) =>
    compareText(`setting ${name} is`, value, is[name] ?? '')
  );
  const extra = Object.entries(is)
    .filter(([name]) => !(name in should) && !WRITTEN_BY_SERVER.includes(name))
    .map(([name, value]) => note(`setting ${name} = ${value} is not one of girok's`));
  return [...present, ...extra];
}

function compareQueries(should: string, is: string): Finding[] {
  if (should === is) {
    return [];
  }
  return onlyParentheses(should, is)
    ? [note('query is written with other parentheses')]
    : [differs(`query differs: ${firstDifference(should, is)}`)];
}

/** @param subject with its verb: `column Duration has type` */
function compareText(subject: string, should: string, is: string): Finding[] {
  if (should === is) {
    return [];
  }
  const text = `${subject} ${is || 'none'}, should be ${should || 'none'}`;
  return [onlyParentheses(should, is) ? note(`${text} (other parentheses)`) : differs(text)];
}

/** Versions of ClickHouse keep or drop parentheses that are not needed. Rather a note too weak than a false alarm. */
const onlyParentheses = (a: string, b: string) => a.replace(/[()\s]/g, '') === b.replace(/[()\s]/g, '');

function firstDifference(should: string, is: string): string {
  let at = 0;
  while (at < should.length && should[at] === is[at]) {
    at++;
  }
  return `has ${excerpt(is, at)}, should be ${excerpt(should, at)}`;
}

function excerpt(text: string, at: number): string {
  const start = Math.max(0, at - SHOWN_BEFORE);
  const end = Math.min(text.length, at + SHOWN_AFTER);
  return `"${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}"`;
}

function compareCollection(should: string[], is: string[] | undefined): Finding[] {
  if (is === undefined) {
    return [differs('is missing, or this user may not see it (GRANT SHOW NAMED COLLECTIONS)')];
  }
  const missing = should.filter((key) => !is.includes(key)).map((key) => differs(`key ${key} is missing`));
  const extra = is.filter((key) => !should.includes(key)).map((key) => note(`key ${key} is not one of girok's`));
  return [...missing, ...extra];
}
