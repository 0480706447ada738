import { reviewsWaiting } from './reviews';
import { type ScratchPipeline, scratchPipeline } from '../../embedded/scratchPipeline';
import { sqlTime } from '../../sidecar/sqlTime';

let pipeline: ScratchPipeline;
beforeAll(async () => {
  pipeline = await scratchPipeline();
});
afterAll(() => pipeline?.close());

test('reviews that wait, and those of them that are past their days of grace', async () => {
  const at = (daysAgo: number) => sqlTime(Date.now() - daysAgo * 86_400_000);
  const review = (QueryId: string, daysAgo: number, more: object = {}) => ({
    QueryId,
    DueAt: at(daysAgo),
    GraceDays: 5,
    UpdatedAt: at(daysAgo),
    ...more,
  });
  const signed = { ReviewedBy: 'ann', ReviewedAt: at(0), UpdatedAt: at(0) };
  await pipeline.client.insert({
    table: 'compliance_reviews',
    values: [review('open', 4), review('overdue', 6), review('signed', 9), review('signed', 9, signed)],
    format: 'JSONEachRow',
  });
  expect(await pipeline.ask(reviewsWaiting(pipeline.database))).toEqual([{ open: 2, overdue: 1 }]);
});
