import { expect, test } from '@playwright/test';

const APP = '/a/girok-telemetry-app';
const PAGES = [
  'overview',
  'audit',
  'traces',
  'services',
  'metrics',
  'pipeline',
  'pipeline/runbooks/girok-parts',
  'compliance',
];

declare global {
  interface Window {
    refusedByPolicy: string[];
  }
}

// The page is served with script-src 'self': what breaks it in a Grafana with content_security_policy breaks here. What
// Grafana's own packages in the frame around it try (/host/) is theirs.
test('no page wants anything that its content security policy refuses', async ({ page }) => {
  await page.addInitScript(() => {
    window.refusedByPolicy = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
      if (!sourceFile.includes('/host/')) {
        window.refusedByPolicy.push(`${effectiveDirective}: ${blockedURI} in ${sourceFile}`);
      }
    });
  });
  for (const name of PAGES) {
    await page.goto(`${APP}/${name}`);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect([name, await page.evaluate(() => window.refusedByPolicy)]).toEqual([name, []]);
  }
  // a test that sees nothing would pass as well
  await page.evaluate(() =>
    document.body.appendChild(document.createElement('script')).setAttribute('src', '//example.org/')
  );
  await expect
    .poll(() => page.evaluate(() => window.refusedByPolicy))
    .toEqual([expect.stringMatching(/^script-src-elem: /)]);
});
