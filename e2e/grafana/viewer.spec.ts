import { PLUGIN } from './plugin';
import { expect, test } from './test';

test('a Viewer does not reach the configuration', async ({ page }) => {
  await page.goto(`/plugins/${PLUGIN}`);
  // Grafana leads whoever may not see it to its home
  await expect(page).toHaveURL((url) => url.pathname === '/');
  await expect(page.getByRole('link', { name: 'Dashboards' }).first()).toBeVisible();
  const saved = await page.request.post(`/api/plugins/${PLUGIN}/settings`, { data: { enabled: true, jsonData: {} } });
  expect(saved.status()).toBe(403);
});

test('a Viewer who may not acknowledge is told so, and which right is missing', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: PLUGIN, path: '/pipeline?tab=alerts' });
  const refusal = page.getByRole('status', { name: 'You can look, but not acknowledge' });
  await expect(refusal).toContainText(/alert\.silences:/);
  for (const button of await page.getByRole('button', { name: /^Acknowledge / }).all()) {
    await expect(button).toBeDisabled();
  }
});
