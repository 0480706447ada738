import { type DatabaseSchema, type ObjectSchema, type RunQuery } from './schema';
import { join, literal, sql } from '../../../queries/sql';

/** Where a schema holds SQL: texts of these may be written differently by two versions of ClickHouse. */
interface SqlText {
  /** A whole query, or a list of expressions as after SELECT. */
  kind: 'query' | 'expressions';
  text: string;
}

/**
 * Writes two schemas the same way, so that what is left between them is a real difference: each SQL text that only one
 * of them has is parsed and formatted by one server, the one that `run` asks. A text that it cannot parse stays as it is.
 * @throws what `run` throws
 */
export async function settleWriting(
  run: RunQuery,
  first: DatabaseSchema,
  second: DatabaseSchema
): Promise<[DatabaseSchema, DatabaseSchema]> {
  const keyOf = ({ kind, text }: SqlText) => `${kind} ${text}`;
  const inFirst = new Map(textsOf(first).map((text) => [keyOf(text), text]));
  const inSecond = new Map(textsOf(second).map((text) => [keyOf(text), text]));
  const alone = [...inFirst, ...inSecond].filter(([key]) => inFirst.has(key) !== inSecond.has(key));
  if (alone.length === 0) {
    return [first, second];
  }
  const formatted = await format(
    run,
    alone.map(([, text]) => text)
  );
  const settled = new Map(alone.map(([key], i) => [key, formatted[i]]));
  const settle = (kind: SqlText['kind'], text: string) => settled.get(keyOf({ kind, text })) ?? text;
  return [mapTexts(first, settle), mapTexts(second, settle)];
}

async function format(run: RunQuery, texts: SqlText[]): Promise<string[]> {
  const queries = texts.map(({ kind, text }) => (kind === 'query' ? text : SELECT + text));
  const rows = (await run(
    sql`SELECT formatQuerySingleLineOrNull(arrayJoin([${join(queries.map(literal))}])) AS formatted`.text
  )) as Array<{ formatted: string | null }>;
  return texts.map(({ kind, text }, i) => {
    const { formatted } = rows[i];
    return formatted === null ? text : kind === 'query' ? formatted : formatted.slice(SELECT.length);
  });
}

const SELECT = 'SELECT ';

function textsOf(schema: DatabaseSchema): SqlText[] {
  const texts: SqlText[] = [];
  mapTexts(schema, (kind, text) => {
    texts.push({ kind, text });
    return text;
  });
  return texts.filter(({ text }) => text !== '');
}

function mapTexts(schema: DatabaseSchema, map: (kind: SqlText['kind'], text: string) => string): DatabaseSchema {
  const expressions = (text: string) => (text === '' ? '' : map('expressions', text));
  const mapObject = (object: ObjectSchema): ObjectSchema => {
    switch (object.kind) {
      case 'view':
        return { ...object, query: map('query', object.query) };
      case 'queue':
        return object;
      case 'table':
        return {
          ...object,
          partitionKey: expressions(object.partitionKey),
          primaryKey: expressions(object.primaryKey),
          sortingKey: expressions(object.sortingKey),
          ttl: expressions(object.ttl),
          columns: mapValues(object.columns, (column) => ({
            ...column,
            defaultExpression: expressions(column.defaultExpression),
          })),
          indexes: mapValues(object.indexes, (index) => ({
            ...index,
            type: expressions(index.type),
            expression: expressions(index.expression),
          })),
          projections: mapValues(object.projections, (query) => map('query', query)),
        };
    }
  };
  return { ...schema, objects: mapValues(schema.objects, mapObject) };
}

const mapValues = <T>(record: Record<string, T>, map: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
