import { expand, type Vocabulary } from './expand';
import { type Framework, type SavedQuery } from './schema';

/** What every run is given, and its ClickHouse type. */
export const COMMON_PARAMETERS: Readonly<Record<string, string>> = {
  from: "DateTime64(3, 'UTC')",
  to: "DateTime64(3, 'UTC')",
  tenant: 'String',
};

const PLACEHOLDER = /\{(\w+):([^{}]+)\}/g;

/** Reads what lies outside the tables, or writes: nothing of it belongs into a question about audit events. */
const FOREIGN =
  /\b(url|urlCluster|file|fileCluster|remote|remoteSecure|cluster|clusterAllReplicas|s3|s3Cluster|gcs|hdfs|azureBlobStorage|mysql|postgresql|mongodb|redis|sqlite|odbc|jdbc|executable|input|dictionary|dictGet\w*|icebergS3|iceberg|deltaLake|hudi|merge|loop|view|viewIfPermitted)\s*\(/i;
const TABLE = /\b(?:FROM|(?<!\bARRAY\s+)JOIN|IN)\s+(?!\()([A-Za-z_]\w*)(?:\s*\.\s*([A-Za-z_]\w*))?/gi;
const COMMA_JOIN = /\bFROM\s+[\w.]+(?:\s+FINAL)?(?:\s+AS)?(?:\s+\w+)?\s*,/i;
const CTE = /(?:\bWITH|,)\s+([A-Za-z_]\w*)\s+AS\s+\(/gi;

/** Tables that a saved query may read. */
export const READABLE = [
  'otel_audit_logs',
  'audit_seals',
  'audit_seal_checks',
  'audit_anchors',
  'audit_statements',
  'compliance_reviews',
] as const;

/**
 * What is wrong with a query beyond its form, a sentence each; empty when it can be run. Looked at are the words of the
 * SQL: what the query may really do is decided by the rights of the ClickHouse user that runs it.
 */
export function problemsOf(
  query: SavedQuery,
  vocabulary: Vocabulary,
  frameworks: Readonly<Record<string, Framework>>
): string[] {
  return [...problemsOfControls(query, frameworks), ...problemsOfSql(query, vocabulary)];
}

function problemsOfControls({ controls }: SavedQuery, frameworks: Readonly<Record<string, Framework>>): string[] {
  return Object.entries(controls).flatMap(([framework, ids]) => {
    if (!Object.hasOwn(frameworks, framework)) {
      return [`There is no framework "${framework}".`];
    }
    const known = frameworks[framework].controls;
    return ids
      .filter((id) => !Object.hasOwn(known, id))
      .map((id) => `The framework ${framework} has no control "${id}".`);
  });
}

function problemsOfSql({ sql, parameters }: SavedQuery, vocabulary: Vocabulary): string[] {
  let expanded: string;
  try {
    expanded = expand(sql, vocabulary);
  } catch (error) {
    return [(error as Error).message];
  }
  const bare = withoutStrings(expanded);
  const declared: Record<string, string> = {
    ...Object.fromEntries(Object.entries(parameters).map(([name, { type }]) => [name, type])),
    ...COMMON_PARAMETERS,
  };
  const used = [...expanded.matchAll(PLACEHOLDER)].map(([, name, type]) => ({ name, type }));
  const ctes = new Set([...bare.matchAll(CTE)].map(([, name]) => name.toLowerCase()));
  const tables = [...bare.matchAll(TABLE)].map(([, first, second]) => (second ? `${first}.${second}` : first));
  return [
    ...used.flatMap(({ name, type }) =>
      !Object.hasOwn(declared, name)
        ? [`The parameter "${name}" is not declared.`]
        : declared[name] === type
          ? []
          : [`The parameter "${name}" is declared as ${declared[name]} and used as ${type}.`]
    ),
    ...Object.keys(parameters).flatMap((name) => [
      ...(Object.hasOwn(COMMON_PARAMETERS, name) ? [`"${name}" is given to every query and cannot be declared.`] : []),
      ...(used.some((one) => one.name === name) ? [] : [`The parameter "${name}" is declared and not used.`]),
    ]),
    ...(/^\s*(SELECT|WITH)\b/i.test(bare) ? [] : ['The SQL must begin with SELECT or WITH.']),
    ...(bare.includes(';') ? ['The SQL must be one statement, without ";".'] : []),
    ...(/--|\/\*|#!|# /.test(bare) ? ['The SQL must have no comments: they belong into the purpose.'] : []),
    // other ways to write a text or a name, in which a quote would hide what follows
    ...(/[`"$]/.test(bare) || /[\u2018\u2019\u201c\u201d]/.test(expanded)
      ? ["Names are written without quotes, and texts in ' only."]
      : []),
    ...(/\b(SETTINGS|FORMAT|INTO\s+OUTFILE)\b/i.test(bare)
      ? ['SETTINGS, FORMAT and INTO OUTFILE are set by girok.']
      : []),
    ...(FOREIGN.test(bare) ? ['Table functions and dictionaries are not allowed.'] : []),
    ...(COMMA_JOIN.test(bare) ? ['Tables are joined with JOIN, not with a comma.'] : []),
    ...tables
      .filter((table) => !ctes.has(table.toLowerCase()) && !READABLE.some((one) => one === table))
      .map((table) => `The table "${table}" may not be read. There are: ${READABLE.join(', ')}.`),
  ];
}

/** The SQL with the insides of texts blanked, so that words in them are not taken for SQL. */
const withoutStrings = (sql: string) => sql.replace(/'(?:[^'\\]|\\.|'')*'/gs, "''");
