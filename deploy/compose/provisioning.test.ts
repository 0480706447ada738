import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

import plugin from '../../src/plugin.json';
import { USERS } from '../clickhouse/usersForTest';

const ROOT = path.resolve(__dirname, '../..');
const yamlOf = (file: string): unknown => parse(readFileSync(path.join(ROOT, file), 'utf8'), { merge: true });

/** What Grafana puts in from its environment. */
const variable = z.string().regex(/^\$[A-Z_]+$/);

/** Of the keys that Grafana and the data source document, those that we use: both ignore what they do not know. */
const dataSourcesSchema = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.tuple([
    z.strictObject({
      name: z.string(),
      uid: z.string().regex(/^[a-z-]{1,40}$/),
      type: z.string(),
      access: z.literal('proxy'),
      isDefault: z.literal(true),
      jsonData: z.strictObject({
        host: variable,
        port: z.int(),
        protocol: z.enum(['http', 'native']),
        secure: z.boolean(),
        username: z.string(),
        defaultDatabase: z.string(),
      }),
      secureJsonData: z.strictObject({ password: variable }),
    }),
  ]),
});

const appsSchema = z.strictObject({
  apiVersion: z.literal(1),
  apps: z.tuple([
    z.strictObject({
      type: z.string(),
      org_id: z.literal(1),
      disabled: z.literal(false),
      jsonData: z.strictObject({ dataSourceUid: z.string(), sidecarUrl: variable }),
      secureJsonData: z.strictObject({ sidecarSecret: variable }),
    }),
  ]),
});

const dashboardsSchema = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.tuple([
    z.strictObject({
      name: z.string(),
      orgId: z.literal(1),
      folder: z.string(),
      type: z.literal('file'),
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      updateIntervalSeconds: z.int(),
      options: z.strictObject({ path: z.string(), foldersFromFilesStructure: z.boolean() }),
    }),
  ]),
});

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      folder: z.string(),
      rules: z.array(z.object({ data: z.array(z.object({ datasourceUid: z.string() })) })),
    })
  ),
});

const [dataSource] = dataSourcesSchema.parse(yamlOf('provisioning/datasources/girok.yaml')).datasources;
const [app] = appsSchema.parse(yamlOf('provisioning/plugins/girok.yaml')).apps;
const [dashboards] = dashboardsSchema.parse(yamlOf('provisioning/dashboards/girok.yaml')).providers;
const { groups } = rulesSchema.parse(yamlOf('provisioning/alerting/girok-rules.yaml'));

const { services, ...compose } = yamlOf('docker-compose.yml') as {
  services: { grafana: { environment: Record<string, string>; volumes: string[] } };
  'x-girok': { environment: Record<string, string> };
};
const { grafana } = services;

test('the data source is the one that the app depends on, and the app and the alert rules ask it', () => {
  expect(plugin.dependencies.plugins.map(({ id }) => id)).toEqual([dataSource.type]);
  expect(app.type).toBe(plugin.id);
  expect(app.jsonData.dataSourceUid).toBe(dataSource.uid);
  const asked = groups.flatMap(({ rules }) => rules.flatMap(({ data }) => data.map((query) => query.datasourceUid)));
  expect(new Set(asked)).toEqual(new Set([dataSource.uid, '__expr__']));
});

test('the app is told what its routes put in', () => {
  const used = (JSON.stringify(plugin.routes).match(/\.(?:Secure)?JsonData\.\w+/g) ?? []).map((name) => name.slice(1));
  const given = [
    ...Object.keys(app.jsonData).map((name) => `JsonData.${name}`),
    ...Object.keys(app.secureJsonData).map((name) => `SecureJsonData.${name}`),
  ];
  expect(used.length).toBeGreaterThan(1);
  expect([...new Set(used)].filter((name) => !given.includes(name))).toEqual([]);
});

test('its user of ClickHouse reads, in the database and at the port that compose has', () => {
  expect(dataSource.jsonData.username).toBe('reader');
  expect(USERS).toContain(dataSource.jsonData.username);
  const girok = compose['x-girok'].environment;
  expect(dataSource.jsonData.defaultDatabase).toBe(girok.GIROK_DATABASE);
  expect(`http://${grafana.environment.GIROK_CLICKHOUSE_HOST}:${dataSource.jsonData.port}`).toBe(
    girok.GIROK_CLICKHOUSE_URL
  );
});

test("every variable is in the environment of compose's Grafana, or among its secrets", () => {
  const files = ['datasources', 'plugins'].map((name) => `provisioning/${name}/girok.yaml`);
  const used = files.flatMap((file) => readFileSync(path.join(ROOT, file), 'utf8').match(/\$\w+/g) ?? []);
  const secrets = readFileSync(path.join(__dirname, 'secrets.mjs'), 'utf8');
  const [, ofGrafana] = /\n {2}grafana: \{(.*?)\n {2}\},/s.exec(secrets)!;
  const known = [...Object.keys(grafana.environment), ...(ofGrafana.match(/\b[A-Z_]{5,}(?=:)/g) ?? [])];
  expect(used).toHaveLength(4);
  expect(used.map((name) => name.slice(1)).filter((name) => !known.includes(name))).toEqual([]);
});

test('Grafana finds the dashboards where compose mounts them, beside the alert rules', () => {
  const mounts = grafana.volumes.map((mount) => mount.split(':'));
  const from = (folder: string) => mounts.find(([, to]) => to === folder)?.[0];
  expect(from(dashboards.options.path)).toBe('./dashboards');
  expect(new Set(groups.map(({ folder }) => folder))).toEqual(new Set([dashboards.folder]));
  for (const folder of readdirSync(path.join(ROOT, 'provisioning'))) {
    expect(from(`/etc/grafana/provisioning/${folder}`)).toBe(`./provisioning/${folder}`);
  }
});
