import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

import { PLUGIN } from './plugin';
import { expect, test } from './test';

const ALERTS = { pluginId: PLUGIN, path: '/pipeline?tab=alerts' };

test('every rule of the pipeline is provisioned, and the page does not say that nothing is watched', async ({
  gotoAppPage,
  page,
}) => {
  const file = parse(readFileSync(path.join(__dirname, '../../provisioning/alerting/girok-rules.yaml'), 'utf8')) as {
    groups: Array<{ rules: Array<{ uid: string }> }>;
  };
  const answer = await page.request.get('/api/ruler/grafana/api/v1/rules');
  const folders = (await answer.json()) as Record<string, Array<{ rules: Array<{ grafana_alert: { uid: string } }> }>>;
  const there = Object.values(folders).flatMap((groups) =>
    groups.flatMap(({ rules }) => rules.map(({ grafana_alert: { uid } }) => uid))
  );
  expect(there).toEqual(expect.arrayContaining(file.groups.flatMap(({ rules }) => rules.map(({ uid }) => uid))));
  await gotoAppPage(ALERTS);
  await expect(page.getByRole('region', { name: 'Firing', exact: true })).toBeVisible();
  await expect(page.getByText('Nothing is watched.')).toBeHidden();
});

test('an Editor acknowledges what fires, and takes it back', async ({ gotoAppPage, page }) => {
  await gotoAppPage(ALERTS);
  const firing = page.getByRole('region', { name: 'Firing', exact: true });
  const button = firing.getByRole('button', { name: /^Acknowledge / });
  await expect(button.first().or(firing.getByText('Nothing fires'))).toBeVisible();
  test.skip((await button.count()) === 0, 'no alert fires in this Grafana');
  const alert = (await button.first().getAttribute('aria-label'))!.replace('Acknowledge ', '');

  await button.first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Note').fill('looked at by a test');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  const acknowledged = page.getByRole('region', { name: 'Acknowledged', exact: true });
  const takeBack = acknowledged.getByRole('button', { name: `Un-acknowledge ${alert}`, exact: true });
  await expect(acknowledged.getByText('“looked at by a test”').first()).toBeVisible();
  await takeBack.click();
  await expect(firing.getByRole('button', { name: `Acknowledge ${alert}`, exact: true })).toBeVisible();
});
