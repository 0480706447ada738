import { type ClickHouseClient } from '@clickhouse/client';
import { type FastifyInstance } from 'fastify';
import { type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';

import { type ComplianceService, complianceService } from './complianceService';
import { DEFAULT_TABLES } from '../../queries/tables';
import { readConfig } from '../config';
import { type SigningKey } from '../seal/keys';
import { testKey } from '../seal/sealedForTest';
import { createServer } from '../server/createServer';
import { EDITOR, type SigningGrafana, signingGrafana } from '../server/signedForTest';

export const SECRET = 'sidecar-secret-0123456789';

/** People of the tests, by login; each has the role that the name begins with, `ada` has all. */
export const SETTINGS = {
  GIROK_COMPLIANCE_AUDITORS: 'login:ann,login:ada,login:otto',
  GIROK_COMPLIANCE_AUTHORS: 'login:arthur,login:ada',
  GIROK_COMPLIANCE_APPROVERS: 'login:paul,login:ada',
  GIROK_COMPLIANCE_OPERATORS: 'login:otto,login:ada',
  GIROK_COMPLIANCE_FRAMEWORKS: 'pci-dss',
  GIROK_REDACTION_KEY: 'engagement-0123456789',
};

export interface TestService {
  grafana: SigningGrafana;
  key: SigningKey;
  service: ComplianceService;
  server: FastifyInstance;
  /** What was written to the log. */
  log: () => string;
  /** A request as Grafana's proxy sends it, for somebody. */
  as(
    login: string,
    path: string,
    body?: object,
    claims?: JWTPayload
  ): Promise<{ status: number; body: Record<string, never>; bytes: Buffer; headers: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** For tests: `girok serve` over a scratch database, with a Grafana that signs who asks. */
export async function testService(
  pipeline: { client: ClickHouseClient; database: string },
  more: {
    settings?: Record<string, string>;
    reader?: ClickHouseClient;
    client?: ClickHouseClient;
    key?: SigningKey;
  } = {}
): Promise<TestService> {
  const key = more.key ?? testKey();
  let written = '';
  const log = pino({ level: 'debug' }, { write: (line) => (written += line) });
  const config = readConfig({ ...SETTINGS, ...more.settings }, { database: pipeline.database });
  const client = more.client ?? pipeline.client;
  const service = complianceService({ config, client, reader: more.reader ?? client, key, log });
  const grafana = await signingGrafana();
  const server = createServer({
    config: {
      timeoutMs: 30_000,
      maxAnswerBytes: 1_000_000,
      access: {
        sidecarSecret: SECRET,
        grafana: { issuer: grafana.issuer, jwksUrl: grafana.jwksUrl, orgId: 1 },
      },
    },
    client,
    tables: { ...DEFAULT_TABLES, database: pipeline.database },
    jaeger: { lookbackMs: 1, maxRangeMs: 1, maxTraces: 1, spansOfTrace: 1, spansOfAnswer: 1 },
    log,
    compliance: service,
    keyTimes: { refreshFloorMs: 0 },
  });
  return {
    grafana,
    key,
    service,
    server,
    log: () => written,
    async as(login, path, body, claims = {}) {
      const token = await grafana.sign({
        ...EDITOR,
        sub: `user:${login}`,
        identifier: `uid-${login}`,
        username: login,
        email: `${login}@example.org`,
        ...claims,
      });
      const response = await server.inject({
        method: body === undefined ? 'GET' : 'POST',
        url: `/compliance${path}`,
        headers: { 'x-girok-secret': SECRET, 'x-grafana-id': token },
        payload: body,
      });
      const isJson = String(response.headers['content-type']).startsWith('application/json');
      return {
        status: response.statusCode,
        body: (isJson ? response.json() : {}) as Record<string, never>,
        bytes: response.rawPayload,
        headers: response.headers,
      };
    },
    async close() {
      await server.close();
      await service.runs.close();
      await grafana.close();
    },
  };
}

/** An own query over the audit log; `sql` returns one column, `n`, when nothing else is said. */
export const ownQuery = (sql = 'SELECT count() AS n FROM {{audit_logs}} WHERE {{period}}', more: object = {}) => ({
  id: 'own-query',
  version: 1,
  title: 'An own query',
  purpose: 'How many events there were.',
  cannot_show: 'Anything else.',
  controls: { soc2: ['CC6.3'] },
  parameters: {},
  limits: { days: 400, rows: 1000 },
  schedule: 'none',
  sql,
  columns: [{ name: 'n', personal: 'none', meaning: 'How many' }],
  ...more,
});

/** A request for a run over all that tests store. */
export const askedRun = (query: string, more: object = {}) => ({
  run: randomUUID(),
  query,
  from: '2026-01-01T00:00:00Z',
  to: '2026-12-31T00:00:00Z',
  purpose: 'because of a test',
  ...more,
});
