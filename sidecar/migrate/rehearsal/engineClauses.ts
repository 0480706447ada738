import { sqlTokens } from '../sqlTokens';

/** What `system.tables.engine_full` says, taken apart. */
export interface EngineClauses {
  /** Without `Replicated` or `Shared`, and without their path and replica: `ReplacingMergeTree`, `Kafka(girok_kafka)`. */
  engine: string;
  ttl: string;
  settings: Record<string, string>;
}

const CLAUSE = /^(PARTITION|PRIMARY|ORDER|SAMPLE|TTL|SETTINGS|COMMENT)$/;

/** Reads `MergeTree PARTITION BY … ORDER BY … TTL … SETTINGS a = 1, b = 'x'`. Pure; unknown clauses are passed over. */
export function readEngine(engineFull: string): EngineClauses {
  const clauses = new Map<string, string>();
  let clause = 'ENGINE';
  let text = '';
  for (const token of outerTokens(engineFull)) {
    if (token.depth === 0 && CLAUSE.test(token.text)) {
      clauses.set(clause, text.trim());
      clause = token.text;
      text = '';
    } else {
      text += token.text;
    }
  }
  clauses.set(clause, text.trim());
  return {
    engine: plainEngine(clauses.get('ENGINE') ?? ''),
    ttl: clauses.get('TTL') ?? '',
    settings: readSettings(clauses.get('SETTINGS') ?? ''),
  };
}

/**
 * `ReplicatedReplacingMergeTree('/path', '{replica}', v)` is `ReplacingMergeTree(v)`: a cluster and ClickHouse Cloud write
 * the same engine with the place of its replicas in front.
 */
function plainEngine(engine: string): string {
  const [, name, args] = /^(?:Replicated|Shared)(\w+)(?:\(([\s\S]*)\))?$/.exec(engine) ?? [];
  if (name === undefined) {
    return engine;
  }
  const own = splitAtCommas(args ?? '').filter((argument, i) => i > 1 || !argument.startsWith("'"));
  return own.length === 0 ? name : `${name}(${own.join(', ')})`;
}

function readSettings(text: string): Record<string, string> {
  const pairs = splitAtCommas(text).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

function splitAtCommas(text: string): string[] {
  const parts = [''];
  for (const token of outerTokens(text)) {
    if (token.depth === 0 && token.text === ',') {
      parts.push('');
    } else {
      parts.push(parts.pop() + token.text);
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Tokens with the number of parentheses and brackets that are open around them. */
function* outerTokens(sql: string) {
  let depth = 0;
  for (const { kind, text } of sqlTokens(sql)) {
    if (kind === 'symbol' && ')]'.includes(text)) {
      depth--;
    }
    yield { text, depth };
    if (kind === 'symbol' && '(['.includes(text)) {
      depth++;
    }
  }
}
