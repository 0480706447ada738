import { type Page } from '@playwright/test';

/** `GIROK_UPDATE_PICTURES=1 npm run e2e:grafana` renews the pictures of docs/dashboards.md. */
export const ARE_PICTURES_WANTED = Boolean(process.env.GIROK_UPDATE_PICTURES);

const WIDTH = 1200;
/** Higher than any dashboard: panels that are out of sight ask nothing. */
const ALL_IN_SIGHT = 4000;
/** Where Grafana has its name. */
const FOOT = 48;

/** The whole dashboard without Grafana's menus, as `docs/images/dashboards/<name>.png`. */
export async function takeDashboardPicture(page: Page, uid: string): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: ALL_IN_SIGHT });
  await page.goto(`/d/${uid}?from=now-3h&to=now&kiosk&theme=dark`);
  const panels = page.locator('.react-grid-item');
  await panels.first().waitFor();
  await page.waitForLoadState('networkidle');
  const boxes = await Promise.all((await panels.all()).map((panel) => panel.boundingBox()));
  const bottom = Math.max(...boxes.map((box) => (box ? box.y + box.height : 0)));
  await page.setViewportSize({ width: WIDTH, height: Math.ceil(bottom) + FOOT });
  await page.screenshot({ path: `docs/images/dashboards/${uid.replace(/^girok-/, '')}.png` });
}
