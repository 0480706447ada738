import { type BackendSrv, type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';

import { changeSettings } from './pluginSettings';
import { deleteRuleGroup, findAlertFolder, makeAlertFolder, readRuleGroup, writeRuleGroup } from './ruleGroups';

/** Answers of Grafana 12.4.3, by what was asked. */
let asked: BackendSrvRequest[];
function grafana(answers: Record<string, { status?: number; data: unknown }>) {
  asked = [];
  const fetch = (request: BackendSrvRequest) => {
    asked.push(request);
    const { status = 200, data } = answers[`${request.method} ${request.url}`] ?? { status: 404, data: {} };
    return status < 400 ? of({ data, status }) : throwError(() => ({ data, status, statusText: 'refused' }));
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
}

const RULER = '/api/ruler/grafana/api/v1/rules/dg5dytdg7yq68c';

test('the folder of the rules is found by its title, among others and the one of shared things', async () => {
  grafana({
    'GET /api/folders': {
      data: [
        { id: -1, uid: 'sharedwithme', title: 'Shared with me' },
        { id: 4451128206106624, uid: 'dg5dytdg7yq68c', title: 'Girok' },
      ],
    },
  });
  expect(await findAlertFolder()).toBe('dg5dytdg7yq68c');
  grafana({ 'GET /api/folders': { data: [{ uid: 'x', title: 'girok' }] } });
  expect(await findAlertFolder()).toBeUndefined();
});

test('a folder is made where there is none', async () => {
  grafana({ 'POST /api/folders': { data: { id: 1, uid: 'ag5dywa8hmgw0f', title: 'Girok' } } });
  expect(await makeAlertFolder()).toBe('ag5dywa8hmgw0f');
  expect(asked[0].data).toEqual({ title: 'Girok' });
});

test('rules of a group are read with what they ask; a group that is not there has none', async () => {
  grafana({
    [`GET ${RULER}/girok-slo-abc`]: {
      data: {
        name: 'girok-slo-abc',
        interval: '1m',
        rules: [
          {
            for: '2m',
            grafana_alert: {
              title: 'cart spends its error budget fast',
              uid: 'dg5dyw98p2uioe',
              data: [
                { refId: 'A', model: { rawSql: 'SELECT 1' } },
                { refId: 'C', model: { type: 'threshold' } },
              ],
            },
          },
        ],
      },
    },
  });
  expect(await readRuleGroup('dg5dytdg7yq68c', 'girok-slo-abc')).toEqual([
    { uid: 'dg5dyw98p2uioe', title: 'cart spends its error budget fast', sql: 'SELECT 1' },
  ]);
  expect(await readRuleGroup('dg5dytdg7yq68c', 'no such')).toEqual([]);
});

test('a refusal is handed on with its status', async () => {
  const message = "You'll need additional permissions to perform this action.";
  const refused = { status: 403, data: { message, title: 'Access denied' } };
  grafana({ [`POST ${RULER}`]: refused, [`DELETE ${RULER}/g`]: refused, [`GET ${RULER}/g`]: refused });
  const folder = 'dg5dytdg7yq68c';
  await expect(writeRuleGroup(folder, { name: 'g', rules: [] })).rejects.toMatchObject({ status: 403, message });
  await expect(deleteRuleGroup(folder, 'g')).rejects.toMatchObject({ status: 403 });
  await expect(readRuleGroup(folder, 'g')).rejects.toMatchObject({ status: 403 });
});

test('settings are changed from what Grafana has now, and secrets that are not given stay', async () => {
  const url = '/api/plugins/girok-telemetry-app/settings';
  const jsonData = { sidecarUrl: 'http://girok:8686', dataSourceUid: 'since saved by another Admin' };
  grafana({
    [`GET ${url}`]: { data: { enabled: true, pinned: false, jsonData, secureJsonFields: { sidecarSecret: true } } },
    [`POST ${url}`]: { data: { message: 'Plugin settings updated' } },
  });
  const slos = [{ service: 'cart', days: 30, availability: 99.9 }];
  expect(await changeSettings((newest) => ({ ...newest, slos }))).toEqual({ ...jsonData, slos });
  expect(asked[1].data).toEqual({ enabled: true, pinned: false, jsonData: { ...jsonData, slos } });
});
