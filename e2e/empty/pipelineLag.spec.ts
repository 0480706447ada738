import { createClient } from '@clickhouse/client';
import { expect, test } from '@playwright/test';

import { insertConsumers, insertLag } from '../../queries/alerts/samplesForTest';
import { expectAccessible } from '../accessibility';
import { expectNoOverflowWhenNarrow } from '../overflow';
import { takePictures } from '../pictures';

const PIPELINE = '/a/girok-telemetry-app/pipeline';
const STALLED = { Lag: 12_400, CommittedOffset: 88_120, EndOffset: 100_520, Status: 'STALLED' };
const EXCEPTION = 'TYPE_MISMATCH: while pushing to view otel.otel_audit_traces_mv';

test.beforeAll(async ({ browserName: _ }, info) => {
  const client = createClient({ url: String(info.project.metadata.clickhouseUrl), database: 'otel' });
  // an hour of six partitions; the traces of partition 3 stand still since ten minutes
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  for (const Partition of [0, 1, 2, 3, 4, 5]) {
    await insertLag(
      client,
      minutes.flatMap((minute) => [
        { Signal: 'logs', Partition, ago: minute * 60, Lag: (minute * 7) % 40 },
        { Signal: 'metrics', Partition, ago: minute * 60, Lag: 0, LagSeconds: 0 },
        {
          Signal: 'traces',
          Partition,
          ago: minute * 60,
          ...(Partition === 3 && minute < 10
            ? { ...STALLED, Lag: 12_400 - minute * 1000, Reason: 'the view throws' }
            : {}),
        },
      ])
    );
  }
  await insertConsumers(client, [
    { Signal: 'logs' },
    { Signal: 'metrics' },
    { Signal: 'traces', ExceptionKind: 'rows', Exception: EXCEPTION, FailedView: 'otel.otel_audit_traces_mv' },
  ]);
  await client.close();
});

test('what stands still is told in a sentence, and shown over time by partition', async ({ page }) => {
  await page.goto(PIPELINE);
  const state = page.getByRole('region', { name: 'State of the pipeline' });
  await expect(state.getByText(/is stalled on otel-telemetry\/3 at offset 88,120: the view throws/)).toBeVisible();
  const strip = page.getByRole('region', { name: 'Lag over time' });
  await expect(strip.getByRole('img')).toHaveAccessibleName(
    /^Unread messages of 18 partitions from .*; most: 12,400 of traces otel-telemetry\/3$/
  );
  await expect(strip.getByText('12,400 (stood still)')).toBeVisible();
  await takePictures(page, 'pipeline-lag', () => expectAccessible(page));
  await expectNoOverflowWhenNarrow(page, 'pipeline-lag');
});

test('an exception with the place where the consumer stands', async ({ page }) => {
  await page.goto(`${PIPELINE}?tab=consumers`);
  const exceptions = page.getByRole('list', { name: 'Exceptions' });
  await expect(exceptions).toContainText('in the view otel.otel_audit_traces_mv');
  await expect(exceptions).toContainText('It reads again from otel-telemetry/3/88120');
  await expect(
    exceptions.getByRole('button', { name: 'Copy the command that shows the message otel-telemetry/3/88120' })
  ).toBeVisible();
  await takePictures(page, 'pipeline-consumers', () => expectAccessible(page));
  await expectNoOverflowWhenNarrow(page, 'pipeline-consumers');
});
