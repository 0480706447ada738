import { answersOf, failed } from './answers';
import { ARE_PICTURES_WANTED, takeDashboardPicture } from './dashboardPicture';
import { DASHBOARDS } from './plugin';
import { expect, test } from './test';

for (const { name, uid } of DASHBOARDS) {
  test(`${name}: every question of its panels is answered`, async ({ gotoDashboardPage, page }) => {
    const answers = answersOf(page);
    await gotoDashboardPage({ uid });
    await expect(page.getByText(name).first()).toBeVisible();
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    await page.waitForLoadState('networkidle');
    if (ARE_PICTURES_WANTED) {
      await takeDashboardPicture(page, uid);
    }
    expect(failed(answers)).toEqual([]);
  });
}
