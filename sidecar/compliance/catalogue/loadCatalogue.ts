import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type z } from 'zod';

import { problemsOf } from './checkQuery';
import { type Vocabulary } from './expand';
import { eventsSchema, fieldsSchema, type Framework, frameworksSchema, querySchema, type SavedQuery } from './schema';
import { hashOf } from '../../seal/canonical';

/** The folder that ships with girok. */
export const CATALOGUE = path.join(__dirname, '../../../compliance');

/** Everything that saved queries are made of, checked. */
export interface Catalogue extends Vocabulary {
  /** By id, in order of id. */
  queries: ReadonlyMap<string, SavedQuery>;
  frameworks: Readonly<Record<string, Framework>>;
  /** Versions and hashes of what changes results beside the query itself: they go into every piece of evidence. */
  versions: { fields: Versioned; events: Versioned };
}

interface Versioned {
  version: number;
  sha256: string;
}

/** @throws Error with one line for everything that is wrong, naming the file */
export function loadCatalogue(folder = CATALOGUE): Catalogue {
  const problems: string[] = [];
  const read = <Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | undefined => {
    try {
      const parsed = schema.safeParse(parse(readFileSync(path.join(folder, file), 'utf8')));
      if (parsed.success) {
        return parsed.data;
      }
      problems.push(...parsed.error.issues.map(({ path: at, message }) => `${file}: ${at.join('.')}: ${message}`));
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  };
  const fields = read('fields.yaml', fieldsSchema);
  const events = read('events.yaml', eventsSchema);
  const frameworks = read('frameworks.yaml', frameworksSchema);
  const files = readdirSync(path.join(folder, 'queries')).sort();
  const queries = files.map((file) => ({ file, query: read(path.join('queries', file), querySchema) }));
  if (fields && events && frameworks) {
    const vocabulary = { fields: fields.fields, classes: events.classes };
    for (const { file, query } of queries) {
      if (query) {
        const named =
          file === `${query.id}.yaml` ? [] : [`its id is ${query.id}, so it must be named ${query.id}.yaml`];
        problems.push(
          ...[...named, ...problemsOf(query, vocabulary, frameworks.frameworks)].map((one) => `queries/${file}: ${one}`)
        );
      }
    }
  }
  if (problems.length > 0 || !fields || !events || !frameworks) {
    throw new Error(`The catalogue in ${folder} is not usable:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
  return {
    fields: fields.fields,
    classes: events.classes,
    frameworks: frameworks.frameworks,
    queries: new Map(queries.flatMap(({ query }) => (query ? [[query.id, query] as const] : []))),
    versions: {
      fields: { version: fields.version, sha256: hashOf(fields) },
      events: { version: events.version, sha256: hashOf(events) },
    },
  };
}
