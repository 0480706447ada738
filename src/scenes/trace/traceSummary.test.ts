import { criticalPath } from './criticalPath';
import { spanAt } from './spansForTest';
import { traceSummary } from './traceSummary';
import { traceTree } from './traceTree';

test('duration, spans, errors, and where the critical path goes', () => {
  const tree = traceTree([
    spanAt('POST /checkout', '', 0, 100, { service: 'gateway' }),
    spanAt('charge', 'POST /checkout', 10, 90, { service: 'payments' }),
    spanAt('SELECT', 'charge', 20, 80, { service: 'db', isError: true }),
    spanAt('lost child', 'lost', 30, 130, { service: 'db', isError: true }),
    spanAt('early', 'charge', 5, 6, { service: 'cache' }),
  ]);
  // the path is that of the longest root; both are 100 ms long, the first one is taken
  expect(traceSummary(tree, criticalPath(tree))).toEqual({
    title: { service: 'gateway', name: 'POST /checkout' },
    duration: 130e6,
    spans: 5,
    errors: 2,
    orphans: 1,
    skewed: 1,
    services: [
      { service: 'db', spans: 2, errors: 2, critical: 60e6, share: 0.6 },
      { service: 'gateway', spans: 1, errors: 0, critical: 20e6, share: 0.2 },
      { service: 'payments', spans: 1, errors: 0, critical: 20e6, share: 0.2 },
      { service: 'cache', spans: 1, errors: 0, critical: 0, share: 0 },
    ],
  });
});

test('a trace of no span has no title and no services', () => {
  expect(traceSummary(traceTree([]), new Map())).toMatchObject({ title: { name: '' }, spans: 0, services: [] });
});
