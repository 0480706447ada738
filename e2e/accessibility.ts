import { expect, type Page } from '@playwright/test';
import { source } from 'axe-core';

interface Violation {
  id: string;
  help: string;
  nodes: Array<{ html: string }>;
}

/** What axe may find in Grafana's own components, which we do not draw: `part of the HTML`. */
const NOT_OURS: RegExp[] = [
  /data-testid="data-testid RefreshPicker/,
  /react-select/,
  /role="columnheader"|role="gridcell"/,
];

/** Runs axe on the page when nothing on it is dimmed while it loads; fails with what is wrong and where. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } };
    return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })).violations;
  });
  const ours = violations
    .map(({ id, help, nodes }) => ({
      id,
      help,
      at: nodes.map(({ html }) => html).filter((html) => !NOT_OURS.some((known) => known.test(html))),
    }))
    .filter(({ at }) => at.length > 0);
  expect(ours).toEqual([]);
}
