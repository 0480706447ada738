import { type BackendSrv, type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';

import { readAlertChanges } from './alertHistory';
import { readAlertmanagerChoice, readFiringAlerts } from './alertmanager';
import { readAlertRules } from './alertRules';
import { readAnnotations, writeAnnotation } from './annotations';
import derived from './derived/grafana-12.3.3.json';
import derived13 from './derived/grafana-13.json';
import recorded from './recorded/grafana-12.4.3.json';
import { endSilence, readSilences, writeSilence } from './silences';

/** Answers as Grafana did; a status above 400 is thrown, as its own client does. */
let asked: BackendSrvRequest[];
function answer(data: unknown, status = 200) {
  asked = [];
  const fetch = (request: BackendSrvRequest) => {
    asked.push(request);
    return status < 400 ? of({ data, status }) : throwError(() => ({ data, status, statusText: 'refused' }));
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
}

const NEW_SILENCE = {
  matchers: [{ name: '__alert_rule_uid__', value: 'girok-stalled', isRegex: false, isEqual: true }],
  startsAt: '2026-11-25T14:00:00.000Z',
  endsAt: '2026-11-25T15:00:00.000Z',
  createdBy: 'editor',
  comment: 'ACK! x',
};

describe('answers of Grafana 12.4.3', () => {
  test('rules with their instances, whose labels say of which rule they are', async () => {
    answer(recorded.rules);
    const rules = await readAlertRules();
    expect(asked[0]).toMatchObject({ method: 'GET', params: { includeInternalLabels: 'true' }, showErrorAlert: false });
    const stalled = rules.find(({ uid }) => uid === 'girok-stalled');
    expect(stalled).toMatchObject({
      name: 'Consumer stands still',
      folder: 'Girok',
      health: 'ok',
      isPaused: false,
      repeatInterval: '30m',
      labels: { severity: 'critical' },
      annotations: { runbook_url: '/a/girok-telemetry-app/pipeline/runbooks/girok-stalled' },
    });
    expect(stalled?.instances[0]).toMatchObject({
      state: 'Alerting',
      labels: { partition: '3', signal: 'traces', __alert_rule_uid__: 'girok-stalled' },
    });
    expect(Date.parse(stalled?.instances[0].activeAt ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
  });

  test('rules of others are not shown', async () => {
    const [group] = recorded.rules.data.groups;
    const foreign = { ...group.rules[0], uid: 'theirs', labels: { severity: 'critical' } };
    answer({ ...recorded.rules, data: { groups: [{ ...group, rules: [foreign] }] } });
    expect(await readAlertRules()).toEqual([]);
  });

  test('alerts that fire, and which silences hold them back', async () => {
    answer(recorded.alerts);
    const alerts = await readFiringAlerts();
    expect(asked[0].params).toEqual({ filter: '__grafana_origin="plugin/girok-telemetry-app"' });
    const held = alerts.find(({ labels }) => labels.__alert_rule_uid__ === 'girok-lag-time');
    const silence = recorded.silences.find(({ matchers }) => matchers.some(({ value }) => value === 'girok-lag-time'));
    expect(held?.silencedBy).toEqual([silence?.id]);
    expect(JSON.parse(held?.annotations.__values__ ?? '')).toEqual({ A: 400, C: 1 });
  });

  test('silences, and whether a Viewer may change them', async () => {
    answer(recorded.silences);
    const silences = await readSilences();
    expect(silences.map(({ state }) => state)).toEqual(expect.arrayContaining(['active', 'expired']));
    expect(silences[0]).toMatchObject({ createdBy: 'editor', mayWrite: false });
    expect(silences[0].matchers).toContainEqual({
      name: 'topic',
      value: 'otel-telemetry',
      isRegex: false,
      isEqual: true,
    });
  });

  test('notes on a dashboard and of the organisation, with who wrote them', async () => {
    answer(recorded.annotations);
    const annotations = await readAnnotations('girok-ack');
    expect(annotations[0]).toMatchObject({ login: 'editor', dashboardUid: 'girok-pipeline' });
    expect(annotations[0].data).toMatchObject({ silenceId: expect.any(String) });
    expect(annotations.at(-1)?.dashboardUid).toBe('');
  });

  test('how alerts have changed, those of other rules too: pending, firing, well again', async () => {
    answer(recorded.alertHistory);
    const labels = {
      alertname: 'Consumer stands still',
      component: 'girok-pipeline',
      grafana_folder: 'Girok',
      partition: '1',
      severity: 'critical',
      signal: 'traces',
      topic: 'otel-telemetry',
    };
    const stalled = { title: 'Consumer stands still', labels };
    expect(await readAlertChanges({ from: 1, to: 2 })).toEqual([
      { ...stalled, at: 1_795_888_760_000, from: 'Alerting', to: 'Normal' },
      { ...stalled, at: 1_795_888_520_000, from: 'Pending', to: 'Alerting' },
      { ...stalled, at: 1_795_888_400_000, from: 'Normal (NoData)', to: 'Pending' },
      expect.objectContaining({ title: 'new-rows', from: 'Normal', to: 'Alerting' }),
    ]);
  });

  test('where alerts are sent', async () => {
    answer(recorded.ngalert);
    expect(await readAlertmanagerChoice()).toEqual({ onlyExternal: false, externals: 0, isStandIn: false });
    answer({ alertmanagersChoice: 'external', numExternalAlertmanagers: 2 });
    expect(await readAlertmanagerChoice()).toEqual({ onlyExternal: true, externals: 2, isStandIn: false });
    answer({ alertmanagersChoice: 'all', numExternalAlertmanagers: 1 });
    expect(await readAlertmanagerChoice()).toMatchObject({ onlyExternal: false, externals: 1 });
  });

  test('a silence is made; its id is silenceID on the wire and silenceId in the types of Grafana', async () => {
    answer(recorded.silenceMade.body);
    expect(await writeSilence(NEW_SILENCE)).toBe(recorded.silenceMade.body.silenceID);
    expect(asked[0]).toMatchObject({ method: 'POST', data: NEW_SILENCE });
    answer({ silenceId: 'abc' });
    expect(await writeSilence(NEW_SILENCE)).toBe('abc');
  });

  test('a silence is ended, and a note is written', async () => {
    answer(recorded.silenceEnded.body);
    await endSilence('a/b');
    expect(asked[0]).toMatchObject({ method: 'DELETE', url: '/api/alertmanager/grafana/api/v2/silence/a%2Fb' });
    answer(recorded.annotationMade.body);
    const note = { time: 1, timeEnd: 2, text: 't', tags: ['x'], data: {} };
    expect(await writeAnnotation({ ...note, dashboardUid: 'girok-pipeline' })).toBe(9);
    expect(asked[0].data).toEqual({ ...note, dashboardUID: 'girok-pipeline' });
    await writeAnnotation(note);
    expect(asked[1].data).toEqual(note);
  });
});

describe('answers as the definitions of Grafana 12.3.3 allow them; none was recorded', () => {
  test('a rule without annotations and notification settings, an instance that is well, and a rule that cannot be evaluated', async () => {
    answer(derived.rules);
    const [stalled, growing] = await readAlertRules();
    expect(stalled).toMatchObject({ uid: 'girok-stalled', folder: 'Girok', repeatInterval: '', isPaused: false });
    expect(stalled.instances.map(({ state, activeAt }) => [state, activeAt])).toEqual([
      ['Recovering', '2026-11-25T14:19:20Z'],
      ['Normal (MissingSeries)', ''],
    ]);
    expect(growing).toMatchObject({
      health: 'error',
      lastError: 'failed to execute query A',
      isPaused: true,
      instances: [],
    });
  });

  test('an alert that nothing holds back', async () => {
    answer(derived.alerts);
    expect(await readFiringAlerts()).toMatchObject([{ silencedBy: [], startsAt: '2026-11-25T14:19:20.000Z' }]);
  });

  test('a silence without rights, whose matcher does not say that it is one of equality', async () => {
    answer(derived.silences);
    const [silence] = await readSilences();
    expect(silence).toMatchObject({ state: 'pending', mayWrite: undefined });
    expect(silence.matchers).toEqual([
      { name: '__alert_rule_uid__', value: 'girok-stalled', isRegex: false, isEqual: true },
    ]);
  });

  test('how alerts have changed, from the annotations that say so', async () => {
    answer(derived.alertHistory);
    expect(await readAlertChanges({ from: 1, to: 2 })).toEqual([
      {
        at: 1_795_616_884_000,
        title: 'Consumer stands still',
        labels: expect.objectContaining({ partition: '3', signal: 'traces', topic: 'otel-telemetry' }),
        from: 'Pending',
        to: 'Alerting',
      },
    ]);
    expect(asked[0].params).toMatchObject({ type: 'alert', from: 1, to: 2 });
  });

  test('a note of the organisation has no dashboard', async () => {
    answer(derived.annotations);
    expect(await readAnnotations('girok-ack')).toMatchObject([
      { login: 'editor', dashboardUid: '', tags: ['girok-ack'] },
    ]);
  });
});

test('notes as the definition of Grafana 13 allows them: without an author, without data, without a dashboard', async () => {
  answer(derived13.annotations);
  expect(await readAnnotations('girok-ack')).toMatchObject([
    { id: 1795616884051123, login: '', dashboardUid: 'girok-pipeline', data: { action: 'acknowledge' } },
    { id: 1795616884051124, login: 'editor', dashboardUid: '', data: undefined },
  ]);
});

test.each([
  ['a Viewer may not', recorded.silenceRefused, 'Permissions needed'],
  ['it is not known', recorded.silenceUnknown, 'not found'],
])('a refusal has status and words: %s', async (_, { status, body }, words) => {
  answer(body, status);
  await expect(writeSilence(NEW_SILENCE)).rejects.toMatchObject({ status, message: expect.stringContaining(words) });
});

test('a silence that would hold back other rules is not even sent', async () => {
  answer(recorded.silenceMade.body);
  await expect(
    writeSilence({ ...NEW_SILENCE, matchers: [{ ...NEW_SILENCE.matchers[0], name: 'severity' }] })
  ).rejects.toThrow('other rules');
  expect(asked).toEqual([]);
});

test.each([null, 'text', [], { data: null }, { data: { groups: [null, { rules: [7, { alerts: 'x' }] }] } }])(
  'an answer of another shape is nothing, and breaks nothing: %j',
  async (shape) => {
    answer(shape);
    expect(await readAlertRules()).toEqual([]);
    expect(await readFiringAlerts()).toEqual([]);
    expect(await readSilences()).toEqual([]);
    expect(await readAnnotations('x')).toEqual([]);
    expect(await readAlertChanges({ from: 1, to: 2 })).toEqual([]);
  }
);
