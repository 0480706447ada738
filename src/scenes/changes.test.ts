import { changesOf } from './changes';

const change = (before: string, after: string) =>
  changesOf({ 'audit.change.before': before, 'audit.change.after': after });

test.each<[string, string, string, unknown[], number]>([
  ['text', 'open', 'closed', [{ path: '', before: 'open', after: 'closed' }], 0],
  [
    'a part of an object',
    '{"status":"open","n":1}',
    '{"status":"closed","n":1}',
    [{ path: 'status', before: 'open', after: 'closed' }],
    1,
  ],
  ['a role more', '["viewer"]', '["auditor","viewer"]', [{ path: '[]', before: undefined, after: 'auditor' }], 1],
  ['one of two equal ones less', '["a","a"]', '["a"]', [{ path: '[]', before: 'a', after: undefined }], 1],
  [
    'deep, added and removed',
    '{"a":{"b":null},"c":true}',
    '{"a":{"b":null,"d":[{"e":2}]}}',
    [
      { path: 'c', before: 'true', after: undefined },
      { path: 'a.d[0].e', before: undefined, after: '2' },
    ],
    1,
  ],
  ['nothing before', '', '{"a":1}', [{ path: 'a', before: undefined, after: '1' }], 0],
  ['the same', '{"a":1}', '{ "a": 1 }', [], 1],
  [
    'broken JSON is text',
    '{"a":',
    '{"a":1}',
    [
      { path: '', before: '{"a":', after: undefined },
      { path: 'a', before: undefined, after: '1' },
    ],
    0,
  ],
])('%s', (_, before, after, changes, unchanged) =>
  expect(change(before, after)).toEqual([{ name: 'audit.change', changes, unchanged }])
);

test.each([
  [{ 'audit.before': 'a', 'audit.after': 'b' }, ['audit']],
  [{ 'user.role.old': 'a', 'user.role.new': 'b' }, ['user.role']],
  [{ role_old_value: 'a', role_new_value: 'b' }, ['role']],
  [{ before: 'a', after: 'b' }, ['value']],
  [{ 'audit.before': 'a' }, []],
  [{ 'x.therebefore': 'a', 'x.thereafter': 'b' }, []],
])('%j has the pairs %j', (attributes, names) =>
  expect(changesOf(attributes as Record<string, string>).map(({ name }) => name)).toEqual(names)
);
