import { FieldType, toDataFrame } from '@grafana/data';

import { graphableFrames } from './graphableFrames';

const time = (...values: number[]) => ({ name: 'time', type: FieldType.time, values });
const number = (...values: Array<number | null>) => ({ name: 'n', type: FieldType.number, values });

test.each([
  ['no time', [number(1)]],
  ['no number', [time(1), { name: 's', type: FieldType.string, values: ['a'] }]],
  ['no rows', [time(), number()]],
])('%s: nothing to draw', (_, fields) => expect(graphableFrames([toDataFrame({ fields })])).toEqual([]));

test('rows are put in ascending order of time, all fields alike', () => {
  const [frame] = graphableFrames([toDataFrame({ fields: [time(3, 1, 2), number(30, 10, 20)] })]);
  expect(frame.fields.map(({ values }) => values)).toEqual([
    [1, 2, 3],
    [10, 20, 30],
  ]);
});

test('NaN and infinities are gaps', () => {
  const [frame] = graphableFrames([toDataFrame({ fields: [time(1, 2, 3), number(NaN, Infinity, 5)] })]);
  expect(frame.fields[1].values).toEqual([null, null, 5]);
});

test('booleans are drawn as 0 and 1, and text is left out', () => {
  const flag = { name: 'up', type: FieldType.boolean, values: [true, false] };
  const text = { name: 's', type: FieldType.string, values: ['a', 'b'] };
  const [frame] = graphableFrames([toDataFrame({ fields: [time(1, 2), text, flag] })]);
  expect(frame.fields.map(({ name, type, values }) => [name, type, values])).toEqual([
    ['time', FieldType.time, [1, 2]],
    ['up', FieldType.number, [1, 0]],
  ]);
});
