import { PLUGIN } from './plugin';
import { expect, test } from './test';

test('an Admin tests the configuration, and saves it', async ({ gotoAppConfigPage, page }) => {
  const configuration = await gotoAppConfigPage({ pluginId: PLUGIN });
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByRole('list', { name: 'Results of the test' })).toContainText('exist.');
  const saved = configuration.waitForSettingsResponse();
  await page.getByRole('button', { name: 'Save' }).click();
  expect((await saved).status()).toBe(200);
});
