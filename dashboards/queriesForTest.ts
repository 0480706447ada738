import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const target = z.object({
  refId: z.string().min(1),
  datasource: z.object({ type: z.literal('grafana-clickhouse-datasource'), uid: z.literal('${ds}') }),
  rawSql: z.string().min(1),
  format: z.union([z.literal(0), z.literal(1)]),
  pluginVersion: z.literal('4.20.0'),
  editorType: z.literal('sql'),
});

const override = z.object({
  matcher: z.object({ id: z.literal('byName'), options: z.string() }),
  properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
});

const gridPos = z.object({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  w: z.number().int().min(1).max(24),
  h: z.number().int().min(1),
});

const queried = z.object({
  id: z.number().int().positive(),
  type: z.enum(['timeseries', 'stat', 'table', 'heatmap', 'nodeGraph']),
  title: z.string().min(1),
  description: z.string().min(10),
  gridPos,
  targets: z.array(target).min(1),
  fieldConfig: z
    .object({
      defaults: z.object({ unit: z.string().optional(), noValue: z.string().optional() }).default({}),
      overrides: z.array(override),
    })
    .default({ defaults: {}, overrides: [] }),
});

const row = z.object({
  id: z.number().int().positive(),
  type: z.literal('row'),
  title: z.string().min(1),
  collapsed: z.boolean(),
  gridPos,
  panels: z.array(queried),
});

const variable = z.object({
  type: z.enum(['datasource', 'query', 'custom']),
  name: z.string().min(1),
  label: z.string().min(1),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().optional(),
  query: z.union([z.string(), z.object({ rawSql: z.string(), format: z.literal(1) })]),
});

/** What of Grafana's dashboard schema ours use; unknown types of panels and variables are mistakes. */
export const dashboardSchema = z.object({
  id: z.null(),
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  title: z.string().min(1),
  description: z.string().min(10),
  revision: z.number().int().positive(),
  schemaVersion: z.literal(42),
  tags: z.array(z.string()),
  links: z.array(
    z.object({ type: z.enum(['link', 'dashboards']), keepTime: z.literal(true), includeVars: z.literal(true) })
  ),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(z.union([row, queried])),
});

export type CheckedDashboard = z.infer<typeof dashboardSchema>;
export type CheckedPanel = z.infer<typeof queried>;

/** The checked-in files by name. */
export const dashboardsOnDisk = (): Array<[name: string, json: unknown]> =>
  readdirSync(__dirname)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [path.basename(file, '.json'), JSON.parse(readFileSync(path.join(__dirname, file), 'utf8'))]);

/** Panels with queries, those of closed rows as well. */
export const panelsOf = ({ panels }: CheckedDashboard): CheckedPanel[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? panel.panels : [panel]));

/** What Grafana's format `percentencode` makes of one value; scenes.test.ts compares it with Grafana's own. */
export const percentEncoded = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());

/** The SQL with the variables of a dashboard filled in. @throws Error for a variable that has no value or another format */
export function filledIn(rawSql: string, values: Record<string, string>): string {
  return rawSql.replace(/\$\{(\w+)(?::(\w+))?\}/g, (all, name: string, format: string | undefined) => {
    if (format !== 'percentencode' || !Object.hasOwn(values, name)) {
      throw new Error(`${all} is no variable that may stand in SQL`);
    }
    return percentEncoded(values[name]);
  });
}
