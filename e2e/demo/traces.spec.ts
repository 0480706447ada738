import { expect, type Page, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

const TRACES = '/a/girok-telemetry-app/traces';
const DAY = `${TRACES}?from=now-25h&to=now`;
const sentence = (page: Page) => page.getByText(/^[\d,]+ .*spans?, .*p95 /);
const spans = (page: Page) => page.getByRole('region', { name: 'Spans' }).getByRole('listitem');

test('the page shows a sentence, rate, errors, duration, the heatmap and the spans', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(DAY);
  await expect(sentence(page)).toBeVisible();
  for (const name of ['Rate', 'Errors', 'Duration', 'Durations']) {
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  }
  await expect(page.getByRole('img', { name: /spans by start time and duration, from / })).toBeVisible();
  await expect(spans(page).first()).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'traces');
  await page.goto(`${DAY}&theme=light`);
  await expect(spans(page).first()).toBeVisible();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('no query of the first paint fails, and there are at most eight', async ({ page }) => {
  const queries: number[] = [];
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/ds/query')) {
      statuses.push(response.status());
      queries.push((response.request().postDataJSON() as { queries: unknown[] }).queries.length);
    }
  });
  await page.goto(DAY);
  await expect(spans(page).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(queries.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(8);
});

test('the scope stands in the address, and Back undoes it', async ({ page }) => {
  await page.goto(DAY);
  await expect(page.getByText(/^[\d,]+ root spans, /)).toBeVisible();
  await page.getByRole('radio', { name: 'Database' }).click({ force: true });
  await expect(page.getByText(/^[\d,]+ database spans, /)).toBeVisible();
  await expect(page).toHaveURL(/spans=database/);
  await page.goBack();
  await expect(page.getByText(/^[\d,]+ root spans, /)).toBeVisible();
});

test('a filter on the duration understands units', async ({ page }) => {
  await page.goto(`${DAY}&var-filters=duration%7C%3E%7C500ms&order=slowest`);
  await expect(spans(page).first()).toBeVisible();
  const texts = await spans(page).allInnerTexts();
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(text).toMatch(/(5\d\d|[6-9]\d\d) ms$|\d s$|\d min$/);
  }
  await page.goto(`${DAY}&var-filters=duration%7C%3E%7Cten`);
  await expect(page.getByText('No spans match', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove the filters' })).toBeVisible();
});

test('a box that is drawn on the heatmap narrows the tabs, and Back takes it away', async ({ page }) => {
  await page.goto(DAY);
  const drawing = page.getByRole('img', { name: /spans by start time and duration/ });
  await expect(drawing).toBeVisible();
  const { x, y, width, height } = (await drawing.boundingBox())!;
  await page.mouse.move(x + width * 0.1, y + height * 0.02);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.9, y + height * 0.5, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/selection=\d+-\d+(%2C|,)\d+-\d+/);
  await expect(page.getByText(/^Selected: about [\d,]+ spans? · .* to .* · /)).toBeVisible();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(page.getByText(/^Selection: [\d,]+ spans? · the rest: /)).toBeVisible();
  await expectAccessible(page);
  await page.goBack();
  await page.goBack();
  await expect(page).not.toHaveURL(/selection=\d/);
  await expect(page.getByText(/^Drag a box/)).toBeVisible();
  await page.goForward();
  await expect(page.getByText(/^Selected: about/)).toBeVisible();
  await takePictures(page, 'traces-selection');
});

test('the box is reached by keyboard: shortest and longest duration', async ({ page }) => {
  await page.goto(`${DAY}&order=slowest`);
  await expect(spans(page).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Shortest duration' }).fill('500 ms');
  await page.getByRole('textbox', { name: 'Longest duration' }).fill('5s');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/selection=-(%2C|,)500000000-5000000000/);
  await expect(spans(page).first()).toContainText(/[1-4](\.\d+)? s$/);
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await expect(page.getByRole('textbox', { name: 'Shortest duration' })).toHaveValue('');
});

test('a span of the list leads to its trace, with time range and data source', async ({ page }) => {
  await page.goto(DAY);
  const link = spans(page).first().getByRole('link');
  await expect(link).toHaveAttribute(
    'href',
    /\/a\/girok-telemetry-app\/traces\/[0-9a-f]{32}\?from=now-25h&to=now&var-ds=.*&span=[0-9a-f]{16}$/
  );
});

test('the comparison shows what failed spans have in common, and a value becomes a filter', async ({ page }) => {
  await page.goto(`${DAY}&tab=compare&spans=all`);
  await expect(page.getByText(/^Failed: [\d,]+ spans? · the rest: /)).toBeVisible();
  await page.getByRole('radio', { name: 'Slowest 5 % with the rest' }).click({ force: true });
  await expect(page.getByText(/^Slowest 5 %: /)).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'traces-compare');
  await page
    .getByRole('button', { name: /^Include name / })
    .first()
    .click();
  await expect(page).toHaveURL(/var-filters=name%7C(%3D|=)%7C/);
  await page.goBack();
  await expect(page).not.toHaveURL(/var-filters=name/);
});

test('the breakdown takes any attribute, and orders its values', async ({ page }) => {
  await page.goto(`${DAY}&tab=breakdown&spans=all`);
  const values = page.getByRole('region', { name: 'Values' });
  await expect(values.getByRole('rowheader', { name: 'POST /api/checkout' })).toBeVisible();
  const field = page.getByRole('combobox', { name: 'Break down by' });
  await field.fill('k8s.namespace');
  await page.getByRole('option', { name: 'resource.k8s.namespace.name' }).click();
  await expect(page).toHaveURL(/by=resource\.k8s\.namespace\.name/);
  await expect(values.getByRole('rowheader', { name: /-prod$/ }).first()).toBeVisible();
  await values.getByRole('button', { name: 'p95' }).click();
  await expect(values.getByRole('columnheader', { name: /p95/ })).toHaveAttribute('aria-sort', 'descending');
  await expectAccessible(page);
  await takePictures(page, 'traces-breakdown');
  await page.goto(`${DAY}&tab=breakdown&by=Duration)%20FROM%20x`);
  await expect(field).toHaveValue('name');
});

test('the breakdown says what a value was in the period before', async ({ page }) => {
  // the demo has a day, so that the twelve hours before have spans too
  const hour = 3_600_000;
  const now = Date.now();
  await page.goto(`${TRACES}?from=${now - 12 * hour}&to=${now}&tab=breakdown&spans=all`);
  const values = page.getByRole('region', { name: 'Values' });
  await expect(values.getByText(/^\(was [\d.]+ ?[a-z%/]+/).first()).toBeVisible();
});

test('every selected span can be saved, with its attributes', async ({ page }) => {
  const now = Date.now();
  await page.goto(`${TRACES}?from=${now - 8 * 3_600_000}&to=${now - 6 * 3_600_000}&spans=server`);
  await expect(sentence(page)).toBeVisible();
  const shown = Number(/^[\d,]+/.exec((await sentence(page).textContent()) ?? '')?.[0].replaceAll(',', ''));
  expect(shown).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^JSON lines/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^spans-\d{8}-\d{6}\.jsonl$/);
  const rows = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; time: string; attributes: unknown });
  expect(rows).toHaveLength(shown);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['Server']));
  expect(rows[0].time).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z$/);
  // the demo's servers speak HTTP and gRPC
  for (const key of ['"http.', '"rpc.']) {
    expect(JSON.stringify(rows.map(({ attributes }) => attributes))).toContain(key);
  }
});

test('j and k move within the spans, Enter opens the trace', async ({ page }) => {
  await page.goto(`${DAY}&order=slowest`);
  await expect(spans(page).first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = spans(page).nth(1).getByRole('link');
  await expect(second).toHaveAttribute('data-current', 'true');
  await page.keyboard.press('k');
  const first = spans(page).first().getByRole('link');
  await expect(first).toHaveAttribute('data-current', 'true');
  const trace = /traces\/([0-9a-f]{32})/.exec((await first.getAttribute('href')) ?? '')?.[1];
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`traces/${trace}`));
  await page.goBack();
  await expect(spans(page).first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByText('opens its trace')).toBeVisible();
});

test('exceptions are grouped, and lead to their traces', async ({ page }) => {
  await page.goto(`${DAY}&tab=exceptions&spans=all`);
  const exceptions = page.getByRole('region', { name: 'Exceptions' });
  const group = exceptions.getByRole('listitem').filter({ hasText: 'card declined' }).first();
  await expect(group).toBeVisible();
  await expect(group.getByRole('link', { name: 'Newest trace' })).toHaveAttribute('href', /traces\/[0-9a-f]{32}\?/);
  await expectAccessible(page);
  await takePictures(page, 'traces-exceptions');
});

test('where nothing failed the exceptions offer to look at all spans', async ({ page }) => {
  // of the demo alone: the tests of the trace view send spans of their own
  await page.goto(`${DAY}&tab=exceptions&spans=database&var-filters=service%7C%3D%7Cbilling`);
  await expect(page.getByText('Nothing failed', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Look at all spans' }).first().click();
  await expect(page).toHaveURL(/spans=all/);
  await expect(page.getByRole('region', { name: 'Exceptions' }).getByRole('listitem').first()).toBeVisible();
});

test('the structure merges traces; a node closes and opens, and narrows the page', async ({ page }) => {
  // up to an hour ago: the newest traces are those that other tests have sent
  await page.goto(`${TRACES}?from=now-25h&to=now-1h&tab=structure`);
  const tree = page.getByRole('region', { name: 'Call tree' });
  const inner = tree.getByRole('rowheader', { name: /billing .*AuthorizePayment/ });
  await expect(inner).toBeVisible();
  await tree.getByRole('button', { name: 'Calls of storefront POST /api/checkout' }).click();
  await expect(inner).toBeHidden();
  await tree.getByRole('button', { name: 'Calls of storefront POST /api/checkout' }).click();
  await expect(tree.getByText('← most time')).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'traces-structure');
  await tree.getByRole('button', { name: /^Only billing .*AuthorizePayment/ }).click();
  await expect(page).toHaveURL(/spans=all/);
  await expect(page).toHaveURL(/var-filters=service%7C(%3D|=)%7Cbilling&var-filters=name/);
});

test('the map draws who calls whom, and a node narrows the page', async ({ page }) => {
  await page.goto(`${DAY}&tab=map`);
  const map = page.getByRole('region', { name: 'Service map' });
  await expect(map.getByRole('button', { name: /storefront/ })).toBeVisible();
  await expect(map.getByRole('button', { name: /payments database/ })).toBeVisible();
  await map.getByText('Calls as a table').click();
  await expect(map.getByRole('row', { name: /^storefront billing [\d,]+/ })).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'traces-map');
  await map.getByRole('button', { name: /payments database/ }).click();
  await expect(page).toHaveURL(/spans=all/);
  await expect(page).toHaveURL(/var-filters=attribute\.db\.namespace%7C(%3D|=)%7Cpayments/);
});

test('every panel and tab shows the SQL that was run', async ({ page }) => {
  await page.goto(DAY);
  await expect(spans(page).first()).toBeVisible();
  for (const title of ['Rate', 'Durations', 'Spans']) {
    await page.getByRole('button', { name: `Show SQL: ${title}` }).click();
    const statement = page.getByRole('dialog').getByRole('region', { name: 'Statement 1' });
    await expect(statement).toContainText('otel_audit_traces');
    await expect(statement).toContainText("ParentSpanId = ''");
    await expect(statement).toContainText('max_execution_time');
    await page.keyboard.press('Escape');
  }
});

for (const tab of ['traces', 'compare', 'breakdown', 'exceptions', 'structure', 'map']) {
  test(`nothing is cut off in a narrow window: ${tab}`, async ({ page }) => {
    await page.goto(`${DAY}&tab=${tab}&spans=all`);
    await expect(sentence(page)).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNoOverflowWhenNarrow(page, `traces-${tab}`);
  });
}
