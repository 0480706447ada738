import { type Page } from '@playwright/test';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Made by `GIROK_UPDATE_PICTURES=1 npm run e2e`, which also renews those that the documentation shows. Ignored by git. */
const WANTED = Boolean(process.env.GIROK_UPDATE_PICTURES);
const PICTURES = 'test-results/pictures';
const IN_DOCS = new Set([
  'audit-dark.png',
  'audit-breakdown-dark.png',
  'audit-findings-dark.png',
  'orders-trace-dark.png',
  'metrics-histogram-dark.png',
  'overview-dark.png',
  'service-dark.png',
  'service-dependencies-dark.png',
  'service-objective-dark.png',
  'services-dark.png',
  'traces-selection-dark.png',
  'traces-compare-dark.png',
  'traces-structure-dark.png',
]);

/**
 * Shows the page in both themes and, where pictures are wanted, saves them as `<name>-dark.png` and `<name>-light.png`.
 * @param check what must hold in each theme, before its picture is taken
 */
export async function takePictures(page: Page, name: string, check?: () => Promise<void>): Promise<void> {
  if (!WANTED && !check) {
    return;
  }
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(withTheme(page.url(), theme));
    // behind an open drawer the page is hidden from assistive technology, not from sight
    await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await check?.();
    if (WANTED) {
      await takePicture(page, `${name}-${theme}.png`);
    }
  }
}

async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const file = path.join(PICTURES, name);
  await page.screenshot({ path: file });
  if (IN_DOCS.has(name)) {
    await mkdir('docs/images', { recursive: true });
    await copyFile(file, path.join('docs/images', name));
  }
}

function withTheme(address: string, theme: string): string {
  const url = new URL(address);
  url.searchParams.set('theme', theme);
  return url.href;
}
