import { type Framework, type ListedQuery } from './api';
import { coverageOf, sentenceOf } from './coverage';

const framework: Framework = {
  id: 'soc2',
  title: 'SOC 2',
  edition: '2017',
  enabled: true,
  controls: [
    { id: 'CC1', meaning: 'one' },
    { id: 'CC2', meaning: 'two' },
    { id: 'CC3', meaning: 'three' },
  ],
};
const query = (id: string, controls: string[], more: Partial<ListedQuery> = {}): ListedQuery => ({
  id,
  origin: 'girok',
  title: id,
  purpose: '',
  controls: { soc2: controls },
  version: 1,
  state: 'approved',
  draft: null,
  lastRun: null,
  lastReview: null,
  every: null,
  overdue: 0,
  ...more,
});

test('a control was run when all of its queries were, as long ago as the oldest of them', () => {
  const queries = [
    query('a', ['CC1', 'CC2'], { lastRun: 5, lastReview: 9, overdue: 1 }),
    query('b', ['CC1'], { lastRun: 3, lastReview: 7, overdue: 2 }),
    query('c', ['CC2']),
  ];
  expect(coverageOf(framework, queries)).toMatchObject([
    { lastRun: 3, lastReview: 7, overdue: 3 },
    { lastRun: null, lastReview: null, overdue: 1 },
    { queries: [], lastRun: null },
  ]);
  expect(sentenceOf(framework, queries)).toBe(
    'SOC 2: 2 of 3 controls have an approved query, 1 of them was asked in full'
  );
});

test('a draft covers nothing', () => {
  expect(sentenceOf(framework, [query('a', ['CC1'], { state: 'draft' })])).toContain('0 of 3');
});
