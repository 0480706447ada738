import { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import { AnnotationStore, annotationToWrite } from './annotationStore';
import { type EvaluatedRule, type Evaluator, type FullInstance } from './evaluator';
import { historyOf } from './history';
import { rulerApi } from './ruler';
import { previewUser } from '../previewUsers';
import { SilenceRefused, SilenceStore, silenceToWrite } from './silenceStore';

const ALERTMANAGER = '/api/alertmanager/grafana/api/v2';

/** Uid of the folder of the rules. */
export const FOLDER_UID = 'girok';

/** One value or several of a query parameter. */
const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => [value].flat());

const annotationQuery = z.object({
  tags: several,
  limit: z.coerce.number().default(100),
  type: z.string().default(''),
  from: z.coerce.number().default(0),
  to: z.coerce.number().default(Infinity),
});

/**
 * The part of Grafana's alerting API that the page uses, in the wire shapes of Grafana 12.4.3. It notifies nobody, and what
 * it keeps is gone when the preview ends.
 */
export function alertingApi(server: FastifyInstance, evaluator: Evaluator): void {
  const silences = new SilenceStore();
  const annotations = new AnnotationStore();
  rulerApi(server, evaluator, FOLDER_UID);
  const instances = () => evaluator.evaluated().flatMap((one) => evaluator.instancesOf(one));

  server.get('/api/v1/ngalert', async () => ({
    alertmanagersChoice: 'internal',
    numExternalAlertmanagers: 0,
    girokStandIn: true,
  }));

  server.get('/api/prometheus/grafana/api/v1/rules', async () => ({
    status: 'success',
    data: { groups: groupsOf(evaluator.evaluated(), (one) => evaluator.instancesOf(one)) },
  }));

  server.get(`${ALERTMANAGER}/alerts`, async ({ query }) => {
    const { filter } = z.object({ filter: several }).parse(query);
    const wanted = filter.map((text) => /^(\w+)="(.*)"$/.exec(text)).filter((found) => found !== null);
    return instances()
      .filter(({ state }) => state === 'Alerting' || state === 'Error')
      .filter(({ allLabels }) => wanted.every(([, name, value]) => allLabels[name] === value))
      .map((one) => alertOf(one, silences.holding(one.allLabels)));
  });

  server.get(`${ALERTMANAGER}/silences`, async () =>
    silences.all().map((silence) => ({
      ...silence,
      status: { state: silences.stateOf(silence) },
      accessControl: { create: true, read: true, write: true },
    }))
  );
  server.post(`${ALERTMANAGER}/silences`, async ({ body }, reply) =>
    reply.code(202).send({ silenceID: silences.write(silenceToWrite.parse(body)) })
  );
  server.delete<{ Params: { id: string } }>(`${ALERTMANAGER}/silence/:id`, async ({ params }) => {
    silences.end(params.id);
    return { message: 'silence deleted' };
  });

  server.get('/api/annotations', async ({ query }) => {
    const { tags, limit, type, from, to } = annotationQuery.parse(query);
    return type === 'alert' ? historyOf(evaluator, { from, to }).slice(0, limit) : annotations.find(tags, limit);
  });
  server.post('/api/annotations', async ({ body, headers }, reply) => {
    const id = annotations.add(annotationToWrite.parse(body), previewUser(headers.cookie));
    return id === undefined
      ? reply.code(500).send({ message: 'Error while checking annotation permissions' })
      : { id, message: 'Annotation added' };
  });
}

/** How Grafana words it that a silence was refused. */
export function silenceRefusal(error: unknown): { status: number; body: object } | undefined {
  return error instanceof SilenceRefused
    ? {
        status: error.status,
        body: { statusCode: error.status, messageId: error.messageId, message: error.message },
      }
    : undefined;
}

const time = (ms: number) => new Date(ms).toISOString();

function alertOf({ allLabels, annotations, value, since, rule }: FullInstance, silencedBy: string[]) {
  const { __alert_rule_namespace_uid__: _, ...labels } = allLabels;
  return {
    labels,
    annotations: { ...annotations, __orgId__: '1', __values__: JSON.stringify({ A: value, C: 1 }) },
    startsAt: time(since),
    endsAt: time(Date.now() + 120_000),
    updatedAt: time(Date.now()),
    fingerprint: '',
    receivers: [{ name: String(rule.notificationSettings.receiver) }],
    status: { inhibitedBy: [], silencedBy, state: silencedBy.length > 0 ? 'suppressed' : 'active' },
  };
}

function groupsOf(evaluated: EvaluatedRule[], instancesOf: (one: EvaluatedRule) => FullInstance[]) {
  const names = [...new Set(evaluated.map(({ rule }) => rule.group))];
  return names.map((name) => {
    const own = evaluated.filter(({ rule }) => rule.group === name);
    return {
      name,
      file: own[0].rule.folder,
      folderUid: FOLDER_UID,
      rules: own.map((one) => ruleOf(one, instancesOf(one))),
    };
  });
}

function ruleOf({ rule, error, at }: EvaluatedRule, instances: FullInstance[]) {
  const has = (state: string) => instances.some((one) => one.state === state);
  return {
    uid: rule.uid,
    name: rule.title,
    folderUid: FOLDER_UID,
    type: 'alerting',
    state: has('Alerting') ? 'firing' : has('Pending') ? 'pending' : 'inactive',
    health: error === '' ? 'ok' : 'error',
    lastError: error,
    duration: rule.forMs / 1000,
    lastEvaluation: time(at),
    isPaused: false,
    labels: rule.labels,
    annotations: rule.annotations,
    notificationSettings: rule.notificationSettings,
    provenance: rule.provenance,
    alerts: instances.map(({ allLabels, annotations, state, reason, since }) => ({
      labels: allLabels,
      annotations,
      state: reason === undefined ? state : `${state} (${reason})`,
      activeAt: time(since),
      value: state === 'Alerting' || state === 'Pending' ? '1e+00' : '',
    })),
  };
}
