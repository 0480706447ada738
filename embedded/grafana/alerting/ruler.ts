import { type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { type Evaluator } from './evaluator';
import { queryAndThreshold, seconds, type StandInRule } from './ruleFile';
import { ALERT_FOLDER } from '../../../queries/alerts/grafana';
import { previewUser } from '../previewUsers';

const RULES = '/api/ruler/grafana/api/v1/rules/:folder';

const groupToWrite = z.object({
  name: z.string().min(1).max(190),
  rules: z.array(
    z.object({
      for: seconds,
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      grafana_alert: z.object({
        title: z.string().min(1).max(190),
        uid: z.string().optional(),
        no_data_state: z.enum(['OK', 'Alerting']),
        data: queryAndThreshold,
      }),
    })
  ),
});

/** What Grafana says to a Viewer. */
const REFUSAL = {
  title: 'Access denied',
  message: "You'll need additional permissions to perform this action. Permissions needed: alert.rules:create",
};

/** The part of Grafana's ruler and folder API with which rules are made and removed, in the wire shapes of 12.4.3. */
export function rulerApi(server: FastifyInstance, evaluator: Evaluator, folderUid: string): void {
  const may = (cookies: string | undefined) => previewUser(cookies).role !== 'Viewer';

  server.get('/api/folders', async () => [{ id: 1, uid: folderUid, title: ALERT_FOLDER }]);

  server.get<{ Params: { group: string } }>(`${RULES}/:group`, async ({ params: { group } }, reply) => {
    const rules = evaluator.rulesOf(group);
    return rules.length === 0
      ? reply.code(404).send({ message: 'rule group does not exist' })
      : { name: group, interval: '1m', rules: rules.map(keptOf) };
  });

  server.post(RULES, async ({ body, headers }, reply) => {
    if (!may(headers.cookie)) {
      return reply.code(403).send(REFUSAL);
    }
    const group = groupToWrite.parse(body);
    await evaluator.setGroup(group.name, rulesOf(group));
    return reply.code(202).send({ message: 'rule group updated successfully' });
  });

  server.delete<{ Params: { group: string } }>(`${RULES}/:group`, async ({ params, headers }, reply) => {
    if (!may(headers.cookie)) {
      return reply.code(403).send(REFUSAL);
    }
    await evaluator.setGroup(params.group, []);
    return reply.code(202).send({ message: 'rules deleted' });
  });
}

const rulesOf = ({ name, rules }: z.infer<typeof groupToWrite>): StandInRule[] =>
  rules.map(({ for: pending, labels, annotations, grafana_alert: rule }) => ({
    uid: rule.uid ?? randomUUID(),
    title: rule.title,
    folder: ALERT_FOLDER,
    group: name,
    ...rule.data,
    forMs: pending * 1000,
    noData: rule.no_data_state,
    labels,
    annotations,
    notificationSettings: { receiver: 'grafana-default-email' },
    provenance: '',
  }));

const keptOf = ({ uid, title, sql, labels, annotations, forMs }: StandInRule) => ({
  for: `${forMs / 1000}s`,
  labels,
  annotations,
  grafana_alert: { uid, title, data: [{ refId: 'A', model: { rawSql: sql } }] },
});
