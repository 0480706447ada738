import { toDataFrame } from '@grafana/data';

import { headlineOf } from './headline';
import { rowsOfFrame } from '../../scenes/rows';
import { servicesOf } from '../../scenes/services/service';

const services = (...failed: number[]) =>
  servicesOf(
    rowsOfFrame(
      toDataFrame(
        failed.map((n, i) => ({ service: i === 0 ? '' : `s${i}`, requests: 100, failed: n, requests_before: 0 }))
      )
    ),
    []
  );

test.each<[string, number[], string]>([
  ['nothing', [], 'No service has sent anything in this time range.'],
  ['all well', [0, 0], '2 services, none of which got worse.'],
  ['one fails', [9, 0], '(no service name) fails 9 % of its requests. 1 other service as before.'],
  [
    'all fail',
    [9, 8, 7],
    '(no service name) fails 9 % of its requests; s1 fails 8 % of its requests; 1 more got worse. No other service.',
  ],
])('%s', (_, failed, sentence) => expect(headlineOf(services(...failed))).toBe(sentence));
