import { toDataFrame } from '@grafana/data';

import { currentRelease, deploysOf, servicesOf } from './service';
import { rowsOfFrame } from '../rows';

const rows = (...records: Array<Record<string, unknown>>) => rowsOfFrame(toDataFrame(records));
const resource = (part: Record<string, unknown>) => ({
  signal: 'traces',
  service: 'cart',
  version: '',
  environment: '',
  namespace: '',
  owner: '',
  current: 1,
  first: 100,
  last: 200,
  ...part,
});

test('a service is known by its requests, or by anything that it sends', () => {
  const services = servicesOf(
    rows({ service: 'cart', requests: 3, p50: null, trend: [1, 2] }),
    rows(resource({}), resource({ signal: 'metrics' }), resource({ service: '', signal: 'logs' }))
  );
  expect(services).toMatchObject([
    { name: 'cart', requests: 3, p50: null, trend: [1, 2], signals: ['traces', 'metrics'] },
    { name: '', requests: 0, p95: null, signals: ['logs'] },
  ]);
});

test('what it sent in the period before only is no signal of the range', () => {
  expect(servicesOf([], rows(resource({ current: 0 })))[0].signals).toEqual([]);
});

test('versions come together from all signals; what came without one says nothing', () => {
  const [service] = servicesOf(
    [],
    rows(
      resource({ version: '1', first: 100, last: 200 }),
      resource({ version: '1', signal: 'logs', first: 90, last: 150 }),
      resource({ version: '2', first: 180, last: 300, environment: 'prod' }),
      resource({ version: '' })
    )
  );
  expect(service.releases).toEqual([
    { version: '1', first: 90, last: 200 },
    { version: '2', first: 180, last: 300 },
  ]);
  expect(service.environments).toEqual(['prod']);
  expect(currentRelease(service)?.version).toBe('2');
});

test.each<[string, number[], number[]]>([
  ['a first version is no deployment', [150], []],
  ['one before, one within', [50, 150], [150]],
  ['two within', [120, 150], [150]],
  ['after the range', [50, 250], []],
])('deployments: %s', (_, firsts, deployed) => {
  const releases = firsts.map((first) => ({ version: String(first), first, last: first + 10 }));
  expect(deploysOf({ releases }, { from: 100, to: 200 }).map(({ first }) => first)).toEqual(deployed);
});
