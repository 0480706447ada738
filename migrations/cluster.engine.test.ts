import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { testClient } from '../embedded/clickhouse/testClient';
import { migrationVariables, readConfig } from '../sidecar/config';
import { splitStatements } from '../sidecar/migrate/statements';
import { renderTemplate } from '../sidecar/migrate/template';

const GOLDEN = path.join(__dirname, 'golden/cluster.sql');
const SIGNALS = ['logs', 'traces', 'metrics'];
const QUEUES = SIGNALS.map((signal) => `queues/audit_${signal}_queue.sql`);
const VERSIONED = readdirSync(__dirname).filter((name) => /^\d+_\w+\.sql$/.test(name));
const FILES = [...VERSIONED.sort(), ...QUEUES];

async function clusterStatements(): Promise<string[]> {
  const variables = migrationVariables(readConfig({ GIROK_CLUSTER: 'telemetry', GIROK_KAFKA_PASSWORD: 'hidden' }));
  const shared = await readFile(path.join(__dirname, 'queues/shared.sql'), 'utf8');
  const rendered = await Promise.all(
    FILES.map(async (file) => {
      const template = await readFile(path.join(__dirname, file), 'utf8');
      return renderTemplate(file.startsWith('queues/') ? shared + template : template, variables).shown;
    })
  );
  return rendered.flatMap((sql) => splitStatements(sql));
}

test('what a cluster is sent is what golden/cluster.sql holds, as the engine reads it', async () => {
  const client = testClient();
  try {
    const formatted: string[] = [];
    for (const statement of await clusterStatements()) {
      const result = await client.query({
        query: 'SELECT formatQuery({statement:String}) AS text',
        query_params: { statement },
        format: 'JSONEachRow',
      });
      formatted.push((await result.json<{ text: string }>())[0].text);
    }
    const text = formatted.join(';\n\n') + ';\n';
    if (process.env.GIROK_UPDATE_GOLDEN) {
      await writeFile(GOLDEN, text);
    }
    expect(text).toBe(await readFile(GOLDEN, 'utf8'));
  } finally {
    await client.close();
  }
});

test('every statement says on which cluster it is run, and no row lies in a table that is not replicated', async () => {
  for (const statement of await clusterStatements()) {
    expect(statement).toContain("ON CLUSTER 'telemetry'");
    expect(statement).not.toMatch(/ENGINE = (?!Replicated)\w*MergeTree/);
  }
});

test('views write to Distributed tables, so that content decides the shard; views behind the tables stay on their shard', async () => {
  const targets = (await clusterStatements())
    .map((statement) =>
      /CREATE MATERIALIZED VIEW.*?`otel`\.(\w+)[\s\S]*?TO `otel`\.(\w+)[\s\S]*?FROM `otel`\.(\w+)/.exec(statement)
    )
    .filter((match) => match !== null)
    .map(([, view, target, source]) => ({ view, target, source }));
  expect(targets).toEqual([
    {
      view: 'otel_audit_traces_trace_id_ts_mv',
      target: 'otel_audit_traces_trace_id_ts_local',
      source: 'otel_audit_traces_local',
    },
    { view: 'otel_audit_logs_attributes_mv', target: 'otel_audit_attributes_local', source: 'otel_audit_logs_local' },
    {
      view: 'otel_audit_traces_attributes_mv',
      target: 'otel_audit_attributes_local',
      source: 'otel_audit_traces_local',
    },
    {
      view: 'otel_audit_metrics_attributes_mv',
      target: 'otel_audit_attributes_local',
      source: 'otel_audit_metrics_local',
    },
    { view: 'otel_audit_traces_red_mv', target: 'otel_audit_traces_red_local', source: 'otel_audit_traces_local' },
    ...SIGNALS.map((signal) => ({
      view: `otel_audit_${signal}_services_mv`,
      target: 'otel_audit_services_local',
      source: `otel_audit_${signal}_local`,
    })),
    ...SIGNALS.flatMap((signal) => [
      { view: `audit_${signal}_dead_letters_mv`, target: 'otel_audit_dead_letters', source: `audit_${signal}_queue` },
      { view: `otel_audit_${signal}_mv`, target: `otel_audit_${signal}`, source: `audit_${signal}_queue` },
    ]),
  ]);
});
