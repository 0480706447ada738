import { expand } from './expand';
import { type Catalogue } from './loadCatalogue';
import { type SavedQuery } from './schema';

const INTRODUCTION = `# Query patterns for audit compliance

This page is made from \`compliance/\` (\`GIROK_UPDATE_DOCS=1 npx jest --selectProjects node --testPathPattern queryPatterns\`
writes it anew; a test fails when it is stale). Each query is run by a test against a hundred made-up days in which exactly
what it looks for was planted (\`sidecar/compliance/catalogue/catalogue.engine.test.ts\`).

Every query is given \`from\` and \`to\` (half open, UTC) and \`tenant\` (empty for all that may be read). Values are ClickHouse
parameters, \`{name:Type}\`: no text of a person becomes SQL. The tables are read with \`FINAL\`, so a record that was delivered
twice counts once. The SQL is shown as ClickHouse gets it: fields and classes of events are written out from
\`compliance/fields.yaml\` and \`compliance/events.yaml\`. Controls are paraphrased, and nothing here is legal advice.
`;

/** docs/query-patterns.md. */
export function queryPatterns(catalogue: Catalogue): string {
  const queries = [...catalogue.queries.values()];
  return [
    INTRODUCTION,
    '## Controls\n',
    ...Object.entries(catalogue.frameworks).map(
      ([framework, { title, edition, controls }]) =>
        `### ${title}\n\n${edition}.\n\n${bullets(
          Object.entries(controls).map(([control, meaning]) => {
            const serving = queries.filter(({ controls }) => controls[framework]?.includes(control));
            return `**${control}** ${meaning}: ${serving.map(({ id }) => `[${id}](#${id})`).join(', ') || 'none'}`;
          })
        )}\n`
    ),
    '## Queries\n',
    ...queries.map((query) => section(query, catalogue)),
  ].join('\n');
}

function section(query: SavedQuery, catalogue: Catalogue): string {
  const { id, version, title, purpose, cannot_show, controls, parameters, limits, schedule, columns, sql } = query;
  const served = Object.entries(controls).map(
    ([framework, ids]) => `${catalogue.frameworks[framework].title} ${ids.join(', ')}`
  );
  const asked = Object.entries(parameters).map(
    ([name, { type, default: value, meaning }]) =>
      `\`${name}\` (${type}${value === undefined ? ', needed' : `, ${JSON.stringify(value)}`}): ${meaning}`
  );
  return [
    `### ${id}\n`,
    `**${title}** (version ${version}). ${purpose.trim()}\n`,
    `Controls: ${served.join('; ')}.\n`,
    `Cannot show: ${cannot_show.trim()}\n`,
    ...(asked.length > 0 ? [`Parameters:\n\n${bullets(asked)}\n`] : []),
    `Result:\n\n${bullets(columns.map(({ name, meaning, personal }) => `\`${name}\`: ${meaning}${PERSONAL[personal]}`))}\n`,
    `At most ${limits.days} days and ${limits.rows.toLocaleString('en')} rows; review: ${schedule}.\n`,
    `\`\`\`sql\n${expand(sql, catalogue).trim()}\n\`\`\`\n`,
  ].join('\n');
}

const PERSONAL = { none: '', pseudonym: ' (pseudonym)', direct: ' (personal data)' };

const bullets = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n');
