import { expect, test } from '@playwright/test';

import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

test('what a person does on the page of orders is a trace from the click to the database, with its audit event', async ({
  page,
  context,
}, info) => {
  await page.goto('/a/girok-telemetry-app/overview');
  await page.getByRole('button', { name: 'what is real here?' }).hover();
  const [orders] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'page of orders' }).click(),
  ]);
  await expectAccessible(orders);
  await expectNoOverflowWhenNarrow(orders);

  // each order can be deleted once; a try before has left its own
  const order = `ord-${1 + info.retry}`;
  const answer = orders.getByRole('status');
  await orders.getByLabel('Order').fill(order);
  await orders.getByLabel('Who').selectOption({ label: 'mark, who is none' });
  await orders.getByRole('button', { name: 'Delete' }).click();
  await expect(answer).toContainText(`Order ${order} is still there: only admins may delete orders.`);
  await orders.getByLabel('Who').selectOption({ label: 'olga, an admin' });
  await orders.getByRole('button', { name: 'Delete' }).click();
  await expect(answer).toContainText(`Order ${order} is deleted.`);

  const [trace] = await Promise.all([
    context.waitForEvent('page'),
    answer.getByRole('link', { name: 'Its trace' }).click(),
  ]);
  const row = (name: RegExp) => trace.getByRole('tree').getByRole('treeitem', { name });
  // until the page and the server have sent theirs
  await expect(async () => {
    await trace.reload();
    const stored = [
      /orders-page delete order/,
      /orders-page HTTP DELETE/,
      /orders DELETE \/orders\/:order/,
      /orders prisma:client:db_query/,
      /audit event olga deleted/,
    ];
    for (const name of stored) {
      await expect(row(name)).toBeVisible({ timeout: 5000 });
    }
  }).toPass();
  await takePictures(trace, 'orders-trace');

  await orders.getByRole('button', { name: 'Delete' }).click();
  await expect(answer).toContainText(`There is no order ${order}.`);
});
