import { type Page } from '@playwright/test';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Ignored by git; `GIROK_UPDATE_PICTURES=1 npm run e2e` also renews those that the documentation shows. */
const PICTURES = 'test-results/pictures';
const IN_DOCS = new Set([
  'audit-dark',
  'audit-breakdown-dark',
  'audit-findings-dark',
  'overview-dark',
  'traces-selection-dark',
  'traces-compare-dark',
  'traces-structure-dark',
]);

/**
 * Saves what the page shows now in both themes as `<name>-dark.png` and `<name>-light.png`.
 * @param check what must hold in each theme, before its picture is taken
 */
export async function takePictures(page: Page, name: string, check?: () => Promise<void>): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(withTheme(page.url(), theme));
    // behind an open drawer the page is hidden from assistive technology, not from sight
    await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await check?.();
    const file = path.join(PICTURES, `${name}-${theme}.png`);
    await page.screenshot({ path: file });
    if (process.env.GIROK_UPDATE_PICTURES && IN_DOCS.has(`${name}-${theme}`)) {
      await mkdir('docs/images', { recursive: true });
      await copyFile(file, `docs/images/${name}-${theme}.png`);
    }
  }
}

function withTheme(address: string, theme: string): string {
  const url = new URL(address);
  url.searchParams.set('theme', theme);
  return url.href;
}
