/** A ClickHouse type as a tree: `Map(String, Array(UInt64))`. Tuple and Nested elements may have names. */
export interface ClickHouseType {
  name: string;
  args: TypeArgument[];
}

interface TypeArgument {
  /** Of a named tuple's element */
  label?: string;
  type: ClickHouseType;
}

/** Types that say nothing about the value's shape and are looked through. */
const WRAPPERS = new Set(['Nullable', 'LowCardinality']);

/** Parses the text of a type as ClickHouse prints it. Never throws: what it cannot read becomes a name without arguments. */
export function parseType(text: string): ClickHouseType {
  const trimmed = text.trim();
  const open = trimmed.indexOf('(');
  if (open === -1 || !trimmed.endsWith(')')) {
    return { name: trimmed, args: [] };
  }
  const name = trimmed.slice(0, open);
  const inner = trimmed.slice(open + 1, -1);
  return { name, args: splitTopLevel(inner).map((part) => parseArgument(name, part)) };
}

/** Without Nullable, LowCardinality and SimpleAggregateFunction around it, and whether null is possible. */
export function unwrap(type: ClickHouseType): { type: ClickHouseType; nullable: boolean } {
  if (WRAPPERS.has(type.name) && type.args[0]) {
    const inner = unwrap(type.args[0].type);
    return { type: inner.type, nullable: inner.nullable || type.name === 'Nullable' };
  }
  if (type.name === 'SimpleAggregateFunction' && type.args[1]) {
    return unwrap(type.args[1].type);
  }
  return { type, nullable: false };
}

function parseArgument(parent: string, text: string): TypeArgument {
  const named = parent === 'Tuple' || parent === 'Nested' ? /^(`(?:\\.|[^`])*`|[\w.]+)\s+(.+)$/s.exec(text) : null;
  return named ? { label: named[1].replace(/^`|`$/g, ''), type: parseType(named[2]) } : { type: parseType(text) };
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quote) {
      if (character === '\\') {
        at++;
      } else if (character === quote) {
        quote = '';
      }
    } else if (character === "'" || character === '`') {
      quote = character;
    } else if (character === '(') {
      depth++;
    } else if (character === ')') {
      depth--;
    } else if (character === ',' && depth === 0) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...parts, text.slice(begin)].map((part) => part.trim()).filter((part) => part !== '');
}
