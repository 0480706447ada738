import { PLUGIN } from './plugin';
import { expect, test } from './test';

test('a Viewer does not reach the configuration', async ({ page }) => {
  await page.goto(`/plugins/${PLUGIN}`);
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden();
});

test('a Viewer who may not acknowledge is told which right is missing', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: PLUGIN, path: '/pipeline?tab=alerts' });
  const firing = page.getByRole('region', { name: 'Firing', exact: true });
  const acknowledge = firing.getByRole('button', { name: /^Acknowledge / });
  await expect(acknowledge.first().or(firing.getByText('Nothing fires'))).toBeVisible();
  test.skip((await acknowledge.count()) === 0, 'no alert fires in this Grafana');
  await acknowledge.first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(dialog.getByText(/alert\.silences:create on the folder/)).toBeVisible();
});
