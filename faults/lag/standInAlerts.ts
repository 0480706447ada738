import { type ClickHouseClient } from '@clickhouse/client';
import Fastify, { type FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { alertName } from './alertName';
import { askGrafanaAt } from './grafanaInNode';
import { alertingApi, FOLDER_UID } from '../../embedded/grafana/alerting/api';
import { Evaluator } from '../../embedded/grafana/alerting/evaluator';
import { rulesOfFile } from '../../embedded/grafana/alerting/ruleFile';
import { type StateName } from '../../embedded/grafana/alerting/states';

/** What a Grafana is given. Its rules ask the database `otel`. */
const { rules } = rulesOfFile(
  readFileSync(path.join(__dirname, '../../provisioning/alerting/girok-rules.yaml'), 'utf8')
);

/** The embedded stand-in for Grafana's alerting, with the rules of provisioning/alerting/ and a clock of the test's. */
export class StandInAlerts {
  private constructor(
    private readonly server: FastifyInstance,
    private readonly evaluator: Evaluator
  ) {}

  /** Listens, and the app's clients ask it. */
  static async start(client: ClickHouseClient): Promise<StandInAlerts> {
    const server = Fastify({ forceCloseConnections: true });
    const evaluator = new Evaluator(client, rules, FOLDER_UID);
    alertingApi(server, evaluator);
    askGrafanaAt(await server.listen({ host: '127.0.0.1', port: 0 }));
    return new StandInAlerts(server, evaluator);
  }

  /** @param now what the rules' `for` is counted by. Milliseconds since 1970 */
  async evaluate(now: number): Promise<void> {
    await this.evaluator.evaluateAll(() => now);
  }

  /** `rule label/label` of every instance in this state, sorted. */
  in(state: StateName): string[] {
    return this.evaluator
      .evaluated()
      .flatMap(({ rule, states }) =>
        states.filter((one) => one.state === state).map(({ labels }) => alertName(rule.uid, labels))
      )
      .sort();
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
