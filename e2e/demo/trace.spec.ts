import { expect, type Page, test, type TestInfo } from '@playwright/test';
import { readFile } from 'node:fs/promises';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';
import { sendEventOfSpan, sendTrace } from '../sendTrace';
import { newTraceId, type SentSpan, spanIdOf } from '../traceBody';

const TRACES = '/a/girok-telemetry-app/traces';
const HOSTILE = `'; DROP TABLE x; -- "\\ $__timeFilter(x) [[x]] \${y} <img src=x onerror=alert(1)> العربية \u202egnp.exe`;
const waterfall = (page: Page) => page.getByRole('tree');
const rows = (page: Page) => waterfall(page).getByRole('treeitem');
const row = (page: Page, name: string | RegExp) => waterfall(page).getByRole('treeitem', { name });

/** A checkout whose time goes to the database; its payment failed; one span's clock is wrong, one parent is missing. */
const CHECKOUT: SentSpan[] = [
  { id: spanIdOf(1), service: 'gateway', name: 'POST /checkout', from: 0, to: 2000, error: 'card declined' },
  { id: spanIdOf(2), parent: spanIdOf(1), service: 'checkout', name: 'charge', from: 100, to: 1900 },
  {
    id: spanIdOf(3),
    parent: spanIdOf(2),
    service: 'payments-db',
    name: 'SELECT … FOR UPDATE',
    from: 200,
    to: 1800,
    attributes: { 'db.system': 'postgresql', needle: 'in-the-haystack', hostile: HOSTILE },
    events: [{ name: 'exception', at: 300, attributes: { 'exception.message': HOSTILE } }],
  },
  { id: spanIdOf(4), parent: spanIdOf(2), service: 'cache', name: 'GET card', from: 40, to: 160 },
  { id: spanIdOf(5), parent: spanIdOf(99), service: 'mailer', name: HOSTILE, from: 1850, to: 1990 },
];

async function sendCheckout(info: TestInfo, more: SentSpan[] = []): Promise<string> {
  const traceId = newTraceId();
  const start = Date.now() - 60_000;
  await sendTrace(info, traceId, start, [...CHECKOUT, ...more]);
  await sendEventOfSpan(info, {
    traceId,
    spanId: spanIdOf(2),
    time: start + 1000,
    attributes: {
      'audit.actor.id': 'user-17',
      'audit.action': 'APPROVE',
      'audit.outcome': 'denied',
      'audit.target.id': 'payment-1',
    },
    body: 'over the limit',
  });
  return traceId;
}

test('a trace says what it was, where its time went, and what is odd about it', async ({ page }, info) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}`);
  await expect(page.getByRole('heading', { name: 'POST /checkout gateway' })).toBeVisible();
  await expect(page.getByText(/2 s · 5 spans · 5 services · 1 error · 1 audit event/)).toBeVisible();
  await expect(page.getByRole('list', { name: /critical path/ })).toContainText('payments-db1.6 s (80 %)');
  await expect(page.getByText(/1 span without the parent that it names/)).toBeVisible();
  await expect(page.getByText(/1 span starts before its parent: clocks differ/)).toBeVisible();
  await expect(row(page, /cache GET card starts 60 ms before its parent/)).toBeVisible();
  await expect(row(page, /^.*Parent not received 0000000000000063/)).toBeVisible();
  await expect(row(page, /error.*POST \/checkout card declined/)).toBeVisible();
  await expect(row(page, /audit event user-17 tried to approve payment-1 denied/)).toBeVisible();
  await expect(waterfall(page).getByText(HOSTILE)).toBeVisible();
  for (const theme of ['dark', 'light']) {
    await page.goto(`${TRACES}/${traceId}?theme=${theme}`);
    await expect(rows(page).first()).toBeVisible();
    await expectAccessible(page);
  }
  await takePictures(page, 'trace');
  expect(errors).toEqual([]);
});

test('the keyboard moves, collapses, opens and closes; the address names the span', async ({ page }, info) => {
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}`);
  await expect(rows(page)).toHaveCount(7);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(row(page, /checkout charge/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(row(page, /checkout charge/)).toHaveAttribute('aria-expanded', 'false');
  await expect(row(page, /checkout charge \+2/)).toBeVisible();
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('ArrowRight');
  await expect(rows(page)).toHaveCount(7);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('checkout: charge');
  await expect(page).toHaveURL(new RegExp(`span=${spanIdOf(2)}`));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(row(page, /POST \/checkout/)).toHaveAttribute('aria-selected', 'true');
});

test('a link to a span opens it: attributes, events, and the way to spans that share a value', async ({
  page,
}, info) => {
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}?from=now-3h&to=now&span=${spanIdOf(3)}`);
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('postgresql')).toBeVisible();
  await expect(drawer.getByText(HOSTILE)).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'trace-span');
  await drawer.getByRole('searchbox', { name: 'Search in the attributes' }).fill('HAYSTACK');
  await expect(drawer.getByText('postgresql')).toBeHidden();
  await expect(drawer.getByText('in-the-haystack')).toBeVisible();
  const include = await drawer.getByRole('link', { name: 'Include needle' }).getAttribute('href');
  const query = new URL(include!, page.url()).searchParams;
  expect(Object.fromEntries(query)).toMatchObject({
    from: 'now-3h',
    to: 'now',
    'var-ds': 'girok-clickhouse',
    'var-filters': 'attribute.needle|=|in-the-haystack',
  });
  await drawer.getByRole('searchbox').fill('');
  const exclude = await drawer.getByRole('link', { name: 'Exclude hostile' }).getAttribute('href');
  expect(new URL(exclude!, page.url()).searchParams.get('var-filters')).toContain('attribute.hostile|!=|');
  await drawer.getByRole('tab', { name: /Events/ }).click();
  await expect(drawer.getByText('exception.message')).toBeVisible();
  await expect(drawer.getByText('100 ms after the span’s start')).toBeVisible();
  await drawer.getByRole('tab', { name: /Resource/ }).click();
  await expect(drawer.getByText('tenant.id')).toBeVisible();
});

test('the audit event of a trace opens on its page, and leads back to its span', async ({ page }, info) => {
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}`);
  await row(page, /user-17 tried to approve/)
    .getByRole('link')
    .click();
  await expect(page).toHaveURL(/\/audit\?.*event=/);
  await expect(page.getByRole('dialog')).toContainText('payment-1');
  await page.getByRole('dialog').getByRole('link', { name: 'Open trace' }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}\\?.*span=${spanIdOf(2)}`));
  await expect(page.getByRole('dialog')).toContainText('checkout: charge');
  await page.getByRole('dialog').getByRole('tab', { name: /Logs/ }).click();
  await expect(
    page.getByRole('dialog').getByRole('link', { name: /user-17 tried to approve payment-1/ })
  ).toBeVisible();
});

test('a span link is followed to the other trace', async ({ page }, info) => {
  const other = await sendCheckout(info);
  const traceId = await sendCheckout(info, [
    {
      id: spanIdOf(6),
      parent: spanIdOf(1),
      service: 'worker',
      name: 'retry',
      from: 500,
      to: 600,
      links: [{ traceId: other, spanId: spanIdOf(3) }],
    },
  ]);
  await page.goto(`${TRACES}/${traceId}?span=${spanIdOf(6)}`);
  await page.getByRole('dialog').getByRole('tab', { name: /Links/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: new RegExp(other) })
    .click();
  await expect(page).toHaveURL(new RegExp(`/traces/${other}\\?.*span=${spanIdOf(3)}`));
  await expect(page.getByRole('dialog')).toContainText('payments-db');
});

test('10,000 spans: few of them are in the page, and all are reached by scrolling, searching and zooming', async ({
  page,
}, info) => {
  const traceId = newTraceId();
  const spans = Array.from(
    { length: 10_000 },
    (_, i): SentSpan => ({
      id: spanIdOf(i + 1),
      parent: i === 0 ? undefined : spanIdOf(Math.floor((i - 1) / 4) + 1),
      service: `service-${i % 7}`,
      name: `step ${i}`,
      from: i / 10,
      to: 2000 - i / 10,
      attributes: i % 2500 === 1234 ? { needle: 'deep-in-the-haystack' } : {},
    })
  );
  await sendTrace(info, traceId, Date.now() - 60_000, spans);
  await page.goto(`${TRACES}/${traceId}`);
  await expect(page.getByText(/· 10,000 spans · 7 services/)).toBeVisible();
  await expect(waterfall(page)).toHaveAccessibleName('10,000 rows');
  expect(await rows(page).count()).toBeLessThan(80);
  await waterfall(page).focus();
  await page.keyboard.press('End');
  await expect(rows(page).last()).toHaveAttribute('aria-selected', 'true');
  expect(await rows(page).count()).toBeLessThan(80);
  // what only ClickHouse can find: the value of an attribute
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search in this trace' });
  await search.fill('deep-in-the-haystack');
  await search.press('Enter');
  await expect(page.getByText('4 found')).toBeVisible();
  await search.press('Enter');
  await expect(page.getByText('1 of 4 found')).toBeVisible();
  await expect(waterfall(page).locator('[aria-selected=true]')).toBeInViewport();
  await page.getByRole('button', { name: 'Next match' }).click();
  await expect(page.getByText('2 of 4 found')).toBeVisible();
  await expect(page).toHaveURL(/find=deep-in-the-haystack/);
  // the mini-map chooses a part of the time
  const map = page.getByRole('img', { name: /Overview of the trace/ });
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.25, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(map).toHaveAccessibleName(/Shown: (49\d|50\d) ms to (99\d ms|1 s) of 2 s/);
  await expect(page).toHaveURL(/zoom=\d+-\d+/);
  await page.goBack();
  await expect(map).toHaveAccessibleName(/Shown: 0 ns to 2 s of 2 s/);
  await page.goForward();
  await page.getByRole('button', { name: 'Whole trace' }).click();
  await expect(map).toHaveAccessibleName(/Shown: 0 ns to 2 s of 2 s/);
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, /step 0 \+9,999/)).toBeVisible();
  await takePictures(page, 'trace-10000');
});

test('two traces side by side', async ({ page }, info) => {
  const other = await sendCheckout(info);
  const traceId = await sendCheckout(info, [
    { id: spanIdOf(7), parent: spanIdOf(1), service: 'fraud', name: 'check', from: 10, to: 60 },
  ]);
  await page.goto(`${TRACES}/${traceId}`);
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('textbox', { name: 'Id of the trace to compare with' }).fill(other);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`compare=${other}`));
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByText(/1 call only in this trace, 0 calls only in the other/)).toBeVisible();
  await expect(comparison.getByRole('listitem').filter({ hasText: 'fraud' })).toContainText('only here');
  await expect(comparison.getByRole('listitem').filter({ hasText: 'payments-db' })).toContainText('same');
  await expectAccessible(page);
  await page.goBack();
  await expect(waterfall(page)).toBeVisible();
  await expect(page).not.toHaveURL(/compare=/);
  await page.goForward();
  await expect(comparison).toBeVisible();
  await takePictures(page, 'trace-compare');
});

test('the trace is downloaded as OTLP JSON', async ({ page }, info) => {
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'JSON' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`trace-${traceId}.json`);
  const body = JSON.parse(await readFile(await file.path(), 'utf8')) as {
    resourceSpans: Array<{ scopeSpans: Array<{ spans: Array<{ traceId: string; name: string }> }> }>;
  };
  const spans = body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(spans.map(({ name }) => name).sort()).toEqual(CHECKOUT.map(({ name }) => name).sort());
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
});

for (const [what, id, expected] of [
  ['no trace id', "x' OR 1=1 --<img src=x onerror=alert(1)>", 'is not a trace id'],
  ['a span id', 'b7ad6b7169203331', 'has the 16 digits of a span id'],
  ['an unknown id', 'f'.repeat(32), 'may not have been sampled'],
] as const) {
  test(`the address of ${what} says what is wrong and leads on`, async ({ page }) => {
    await page.goto(`${TRACES}/${encodeURIComponent(id)}?from=now-3h&to=now`);
    await expect(page.getByText(expected)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('main').getByRole('link', { name: 'Traces', exact: true }).click();
    await expect(page).toHaveURL(/\/traces\?.*from=now-3h/);
  });
}

test('nothing is cut off in a narrow window', async ({ page }, info) => {
  const traceId = await sendCheckout(info);
  await page.goto(`${TRACES}/${traceId}`);
  await expect(rows(page).first()).toBeVisible();
  await expectNoOverflowWhenNarrow(page, 'trace');
});
