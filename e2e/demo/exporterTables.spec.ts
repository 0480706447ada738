import { createClient } from '@clickhouse/client';
import { expect, type Page, test, type TestInfo } from '@playwright/test';

import {
  copyToExporterTables,
  createExporterTables,
  dropExporterTables,
  type ExporterVersion,
} from '../../embedded/exporter/tables';
import { BOOT_DATA_ELEMENT } from '../../embedded/grafana/bootData';
import { type Layout } from '../../queries/tables';
import { takePictures } from '../pictures';

// The day of the demo in the tables of the Collector's ClickHouse exporter, and the plugin configured for them.

const APP = '/a/girok-telemetry-app';
const DAY = 'from=now-25h&to=now';
const VERSIONS: Array<[ExporterVersion, Layout]> = [
  ['newer', 'exporter'],
  ['classic', 'exporter-classic'],
];

const clientOf = (info: TestInfo) => createClient({ url: String(info.project.metadata.clickhouseUrl) });

/** The page as it is where an Admin has saved this mapping; the system that the other tests share keeps its own. */
async function configure(page: Page, layout: Layout): Promise<void> {
  await page.route(`**${APP}/**`, async (route) => {
    if (route.request().resourceType() !== 'document') {
      return route.fallback();
    }
    const response = await route.fetch();
    const html = await response.text();
    const configured = html.replace(
      new RegExp(`(<script[^>]*id="${BOOT_DATA_ELEMENT}"[^>]*>)([^<]*)`),
      (_, tag: string, json: string) => {
        const boot = JSON.parse(json) as { plugin: { settings: { jsonData: object } } };
        boot.plugin.settings.jsonData = { ...boot.plugin.settings.jsonData, tables: { layout, database: 'otel' } };
        return tag + JSON.stringify(boot).replaceAll('<', '\\u003c');
      }
    );
    expect(configured).not.toBe(html);
    await route.fulfill({ response, body: configured });
  });
}

for (const [version, layout] of VERSIONS) {
  test.describe(version, () => {
    test.beforeAll(async () => {
      const client = clientOf(test.info());
      await createExporterTables(client, 'otel', version);
      await copyToExporterTables(client, 'otel');
      await client.close();
    });
    test.afterAll(async () => {
      const client = clientOf(test.info());
      await dropExporterTables(client, 'otel');
      await client.close();
    });

    /** Opens a page and sees that it answers, that no query failed, and that nothing warns. */
    async function look(page: Page, address: string, content: RegExp): Promise<void> {
      await page.goto(`${APP}/${address}`);
      await expect(page.getByText(content).first(), address).toBeVisible();
      await page.waitForLoadState('networkidle');
      expect(await page.getByRole('alert').allInnerTexts(), address).toEqual([]);
      await takePictures(page, `${layout}-${address.replace(/\?.*?(tab=|$)/, '-')}`);
    }

    function failedQueries(page: Page): string[] {
      const failed: string[] = [];
      page.on('response', (response) => {
        if (response.url().includes('/api/ds/query') && response.status() !== 200) {
          failed.push(response.request().postData() ?? '');
        }
      });
      return failed;
    }

    test('audit logs, every tab and an event', async ({ page }) => {
      test.setTimeout(300_000);
      const failed = failedQueries(page);
      await configure(page, layout);
      for (const tab of ['', '&tab=breakdown', '&tab=patterns', '&tab=actors', '&tab=findings']) {
        await look(page, `audit?${DAY}${tab}`, /^[\d,]+ events by \d+ actors/);
      }
      await page.goto(`${APP}/audit?${DAY}`);
      await page
        .getByRole('region', { name: 'Audit events' })
        .getByRole('listitem')
        .first()
        .getByRole('button')
        .click();
      await expect(page.getByRole('dialog').getByRole('tab', { name: 'JSON' })).toBeVisible();
      expect(failed).toEqual([]);
    });

    test('traces, every tab and one trace', async ({ page }) => {
      test.setTimeout(300_000);
      const failed = failedQueries(page);
      await configure(page, layout);
      for (const tab of ['', '&tab=breakdown', '&tab=compare', '&tab=exceptions', '&tab=structure', '&tab=map']) {
        await look(page, `traces?${DAY}${tab}`, /^[\d,]+ root spans, /);
      }
      await page.goto(`${APP}/traces?${DAY}`);
      await page.getByRole('region', { name: 'Spans' }).getByRole('listitem').first().getByRole('link').click();
      // the details of the span are open beside it, and hide the rest from assistive technology
      await expect(page.getByRole('treeitem', { includeHidden: true }).first()).toBeVisible();
      expect(failed).toEqual([]);
    });
  });
}
