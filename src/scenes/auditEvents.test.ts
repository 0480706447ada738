import { createDataFrame } from '@grafana/data';

import { eventsFromFrame, parseEventId } from './auditEvents';

test('rows become events; maps come as objects or as their JSON text', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'time', values: [5, 6] },
      { name: 'nanoseconds', values: ['5000001', '6000000'] },
      { name: 'hash', values: ['18446744073709551615', '7'] },
      { name: 'actor', values: ['a', 'b'] },
      { name: 'clamped_from', values: ['0', '99'] },
      { name: 'attributes', values: [{ 'user.id': 'u', n: 1 }, '{"k":"v"}'] },
      { name: 'resource', values: ['not json', null] },
    ],
  });
  const [first, second] = eventsFromFrame(frame);
  expect(first).toMatchObject({
    id: '5000001-18446744073709551615',
    time: 5,
    actor: 'a',
    clampedFrom: undefined,
    attributes: { 'user.id': 'u', n: '1' },
    resource: {},
    body: '',
  });
  expect(second).toMatchObject({ clampedFrom: '99', attributes: { k: 'v' }, resource: {} });
});

test('no frame is no event', () => expect(eventsFromFrame(undefined)).toEqual([]));

test.each([
  ['12-34', { nanoseconds: 12n, hash: 34n }],
  ['12', undefined],
  ["12-34' OR 1", undefined],
  ['', undefined],
  ['-1-2', undefined],
  ['99999999999999999999-1', undefined],
  ['1-99999999999999999999', undefined],
])('the event id %j', (id, parts) => expect(parseEventId(id)).toEqual(parts));
