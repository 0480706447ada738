import { createDataFrame } from '@grafana/data';

import { becameOf, cardsOf, changeOf, percent, type TopValue } from './breakdown';
import { rowsOfFrame } from '../../scenes/rows';

const value = (share: number, shareBefore: number): TopValue => ({
  value: 'v',
  events: share * 100,
  eventsBefore: shareBefore * 100,
  share,
  shareBefore,
  trend: [],
});

test.each<[string, TopValue[], number]>([
  ['the same', [value(0.7, 0.7), value(0.3, 0.3)], 0],
  ['nothing in common', [value(1, 0), value(0, 1)], 1],
  ['a tenth has moved', [value(0.6, 0.5), value(0.4, 0.5)], 0.1],
  ['ids: rare values on both sides are one value', [value(0.01, 0), value(0, 0.01)], 0.01],
  ['the rest counts: half of it became one value', [value(0.5, 0)], 0.5],
])('change of a distribution: %s', (_, top, expected) => expect(changeOf(top)).toBeCloseTo(expected));

const frameOf = (rows: Array<[string, string, string, number, number, number, number]>) =>
  createDataFrame({
    fields: ['source', 'field', 'value', 'events', 'events_before', 'field_events', 'field_before']
      .map((name, i) => ({ name, values: rows.map((row) => row[i]) }))
      .concat([
        { name: 'field_values', values: rows.map(() => 2) },
        { name: 'trend', values: rows.map((row) => `[${row[4]},${row[3]}]`) },
      ]),
  });
const keyOf = (source: string, field: string) => (source === 'Other' ? undefined : `${source}.${field}`);

test('cards stand in the order of their change; what says the same twice or is no field is left out', () => {
  const cards = cardsOf(
    rowsOfFrame(
      frameOf([
        ['Column', 'steady', 'a', 50, 50, 100, 100],
        ['Column', 'steady', 'b', 50, 50, 100, 100],
        ['Column', 'moved', 'a', 90, 10, 100, 100],
        ['Column', 'moved', 'b', 10, 90, 100, 100],
        ['Map', 'audit.moved', 'a', 90, 10, 100, 100],
        ['Map', 'audit.moved', 'b', 10, 90, 100, 100],
        ['Other', 'x', 'a', 90, 10, 100, 100],
        ['Column', 'few', 'a', 5, 0, 5, 0],
      ])
    ),
    keyOf
  );
  expect(cards.map(({ key, change }) => [key, change])).toEqual([
    ['Column.moved', 0.8],
    ['Column.steady', 0],
    ['Column.few', undefined],
  ]);
  expect(cards[0].top[0]).toEqual({
    value: 'a',
    events: 90,
    eventsBefore: 10,
    share: 0.9,
    shareBefore: 0.1,
    trend: [10, 90],
  });
});

test('the attribute of a field says the same when other events have neither', () => {
  const cards = cardsOf(
    rowsOfFrame(
      frameOf([
        ['Column', 'action', '', 400, 100, 500, 200],
        ['Column', 'action', 'READ', 60, 70, 500, 200],
        ['Column', 'action', 'DELETE', 40, 30, 500, 200],
        ['Map', 'audit.action', 'READ', 60, 70, 100, 100],
        ['Map', 'audit.action', 'DELETE', 40, 30, 100, 100],
        ['Map', 'verb', 'READ', 60, 70, 90, 100],
        ['Map', 'verb', 'DELETE', 30, 30, 90, 100],
      ])
    ),
    keyOf
  );
  expect(cards.map(({ key }) => key).sort()).toEqual(['Column.action', 'Map.verb']);
});

test.each([
  [0, '0 %'],
  [0.001, '< 1 %'],
  [0.444, '44 %'],
  [0.999, '> 99 %'],
  [1, '100 %'],
])('%d is %s', (share, text) => expect(percent(share)).toBe(text));

test.each<[TopValue, string]>([
  [value(0.5, 0), 'new'],
  [value(0, 0.5), 'gone, was 50 %'],
  [value(0.5, 0.2), 'was 20 %'],
  [value(0.5, 0.501), ''],
  [{ ...value(0.5, 0.2), shareBefore: undefined }, ''],
])('%j became "%s"', (one, text) => expect(becameOf(one)).toBe(text));
