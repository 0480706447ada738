import { groupsOf, isGrouping } from './grouping';
import { service } from '../../scenes/services/serviceForTest';

test('groups come in the order of their first service, and services keep theirs', () => {
  const groups = groupsOf(
    [
      service({ name: 'a', owners: ['web'] }),
      service({ name: 'b', owners: ['money'] }),
      service({ name: 'c' }),
      service({ name: 'd', owners: ['web'] }),
    ],
    'owner'
  );
  expect(groups.map(({ name, services }) => [name, services.map((one) => one.name)])).toEqual([
    ['web', ['a', 'd']],
    ['money', ['b']],
    ['(no owner)', ['c']],
  ]);
});

test('a service in several environments is counted once, in a group of just these', () => {
  const groups = groupsOf(
    [
      service({ name: 'a', environments: ['prod', 'test'], requests: 5 }),
      service({ name: 'b', environments: ['prod'], requests: 7 }),
    ],
    'environment'
  );
  expect(groups.map(({ name, requests }) => [name, requests])).toEqual([
    ['prod, test', 5],
    ['prod', 7],
  ]);
});

test('a group does what its services do together', () => {
  const namespaces = ['shop'];
  expect(
    groupsOf(
      [
        service({ name: 'broken', namespaces, requests: 100, rate: 1, failed: 10, trend: [1, 2] }),
        service({ name: 'worse', namespaces, requests: 100, rate: 2, failed: 2, trend: [3, 4] }),
        service({ name: 'well', namespaces, requests: 300, rate: 3 }),
      ],
      'namespace'
    )
  ).toMatchObject([{ requests: 500, rate: 6, failed: 12, trend: [4, 6], broken: 1, worse: 1 }]);
});

test.each(['constructor', '', undefined, ['owner']])('%j is no grouping', (name) => {
  expect(isGrouping(name)).toBe(false);
});
