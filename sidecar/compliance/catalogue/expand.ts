import { type EventClass, type Field } from './schema';
import { literal } from '../../../queries/sql';

/** What the words in double braces stand for. */
export interface Vocabulary {
  fields: Readonly<Record<string, Field>>;
  classes: Readonly<Record<string, EventClass>>;
}

const MACRO = /\{\{\s*([^{}]*?)\s*\}\}/g;

const AUDIT_LOGS = 'otel_audit_logs FINAL';

/** Half open, UTC; a tenant of '' is every tenant that may be read. */
const PERIOD =
  "(Timestamp >= {from:DateTime64(3, 'UTC')} AND Timestamp < {to:DateTime64(3, 'UTC')} " +
  "AND ({tenant:String} = '' OR Tenant = {tenant:String}))";

/** The SQL that ClickHouse is sent. @throws Error for a word that stands for nothing */
export function expand(template: string, vocabulary: Vocabulary): string {
  return template.replace(MACRO, (_, word: string) => meaningOf(word, vocabulary));
}

function meaningOf(word: string, { fields, classes }: Vocabulary): string {
  if (word === 'audit_logs') {
    return AUDIT_LOGS;
  }
  if (word === 'period') {
    return PERIOD;
  }
  const [, name] = /^is ([a-z_]+)$/.exec(word) ?? [];
  const [of, key] = name === undefined ? [fields, word] : [classes, name];
  if (!Object.hasOwn(of, key)) {
    throw new Error(`"{{${word}}}" stands for nothing: fields.yaml has the fields, events.yaml the classes of events.`);
  }
  return name === undefined ? readField(fields[key]) : ofClass(classes[key], fields);
}

/** A stored column where there is one, else the expression. */
const readField = (field: Field) => field.column ?? fieldExpression(field);

/** How a field is read from an event: also what its column is made of. */
export function fieldExpression({ rule, attributes, expressions, otherwise, upper, number }: Field): string {
  if (rule !== undefined) {
    return rule;
  }
  // an expression that is a plain column comes before the attributes that stand in for it
  const columns = expressions.filter((one) => /^\w+$/.test(one));
  const others = expressions.filter((one) => !/^\w+$/.test(one));
  const sources = [
    ...columns,
    ...attributes.map(attribute),
    ...others,
    ...(otherwise === undefined ? [] : [otherwise]),
  ];
  const first = `firstNonDefault(${sources.join(', ')})`;
  return number ? `toUInt64OrZero(${first})` : upper ? `upper(${first})` : first;
}

function attribute(key: string): string {
  const [, ofResource] = /^resource\/(.+)$/.exec(key) ?? [];
  return ofResource === undefined
    ? `LogAttributes[${literal(key).text}]`
    : `ResourceAttributes[${literal(ofResource).text}]`;
}

function ofClass({ actions, event }: EventClass, { event: field }: Vocabulary['fields']): string {
  const named = `match(${readField(field)}, ${literal(`(?i)${event}`).text})`;
  return actions.length === 0
    ? named
    : `(Action IN (${actions.map((one) => literal(one).text).join(', ')}) OR ${named})`;
}
