import { type Row, countsOf } from '../../scenes/rows';

/** A value of a field ('' where an event has none): how many events have it, and which share of the field's events (0-1). */
export interface TopValue {
  value: string;
  events: number;
  /** In the period before. */
  eventsBefore: number;
  share: number;
  /** Undefined when the period before has too few events to compare. */
  shareBefore?: number;
  trend: number[];
}

/** One field of the breakdown. */
export interface Card {
  /** Key of a filter on it. */
  key: string;
  /** Events that have the field, in the range and in the period before. */
  events: number;
  eventsBefore: number;
  /** Number of different values. */
  values: number;
  top: TopValue[];
  /** How much the distribution changed, 0-1: see `changeOf`. Undefined when there is too little to compare. */
  change?: number;
}

/** Fewer events on either side say nothing about a distribution. */
const ENOUGH = 20;

/**
 * How much a distribution changed: the total variation distance, half the sum of |share now - share before| over the
 * values. It is the share of events that would have to get another value to make one period look like the other: 0 is
 * no change, 1 is nothing in common. Values beyond the most frequent ones count as one, so that a field in which every
 * event has its own value (ids) does not look changed.
 */
export function changeOf(top: readonly TopValue[]): number {
  const sum = (of: (value: TopValue) => number) => top.reduce((total, value) => total + of(value), 0);
  const before = (value: TopValue) => value.shareBefore ?? 0;
  const rest = Math.abs(sum(({ share }) => share) - sum(before));
  return (sum((value) => Math.abs(value.share - before(value))) + rest) / 2;
}

/**
 * Rows of `fieldBreakdown()` and `attributeBreakdown()` as cards, the most changed first. An attribute that says the same
 * as a field that came before it is left out: the fields are made of attributes.
 */
export function cardsOf(rows: readonly Row[], keyOf: (source: string, field: string) => string | undefined): Card[] {
  const byField = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row.text('source'), row.text('field'));
    if (key !== undefined) {
      byField.set(key, [...(byField.get(key) ?? []), row]);
    }
  }
  const cards: Card[] = [];
  for (const [key, ofField] of byField) {
    const card = cardOf(key, ofField);
    if (!cards.some((one) => saysTheSame(one, card))) {
      cards.push(card);
    }
  }
  return cards.sort((a, b) => (b.change ?? -1) - (a.change ?? -1) || b.events - a.events);
}

/**
 * Two cards count the same events. Not to the last one: they are asked one after the other, while events come in. A field
 * also counts the events that have none (''), an attribute does not.
 */
function saysTheSame(a: Card, b: Card): boolean {
  const close = (x: number, y: number) => Math.abs(x - y) <= 0.02 * Math.max(x, y);
  const [ofA, ofB] = [a, b].map(withValue);
  const common = ofB.top.filter(({ value, events }) =>
    ofA.top.some((one) => one.value === value && Math.abs(one.events - events) < 0.01 * ofA.events)
  );
  return (
    close(ofA.events, ofB.events) &&
    close(ofA.eventsBefore, ofB.eventsBefore) &&
    // the value '' may be a rare one, that is not among the most frequent
    Math.abs(ofA.values - ofB.values) <= Math.max(1, 0.02 * ofA.values) &&
    common.length >= 0.8 * Math.max(ofA.top.length, ofB.top.length)
  );
}

/** A card without the events that have no value. */
function withValue({
  top,
  events,
  eventsBefore,
  values,
}: Card): Pick<Card, 'top' | 'events' | 'eventsBefore' | 'values'> {
  const none = top.find(({ value }) => value === '');
  return none
    ? {
        top: top.filter((one) => one !== none),
        events: events - none.events,
        eventsBefore: eventsBefore - none.eventsBefore,
        values: values - 1,
      }
    : { top, events, eventsBefore, values };
}

function cardOf(key: string, rows: readonly Row[]): Card {
  const events = rows[0].number('field_events');
  const eventsBefore = rows[0].number('field_before');
  const comparable = events >= ENOUGH && eventsBefore >= ENOUGH;
  const top = rows.map((row) => ({
    value: row.text('value'),
    events: row.number('events'),
    eventsBefore: row.number('events_before'),
    share: events === 0 ? 0 : row.number('events') / events,
    shareBefore: comparable ? row.number('events_before') / eventsBefore : undefined,
    trend: countsOf(row, 'trend'),
  }));
  return {
    key,
    events,
    eventsBefore,
    values: rows[0].number('field_values'),
    top,
    change: comparable ? changeOf(top) : undefined,
  };
}

/** A share as a person says it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) {
    return '< 1 %';
  }
  return share < 1 && share > 0.99 ? '> 99 %' : `${Math.round(share * 100)} %`;
}

/** What became of a value: "was 3 %", "new", "gone"; nothing when it is as it was. */
export function becameOf({ events, share, shareBefore }: TopValue): string {
  if (shareBefore === undefined) {
    return '';
  }
  if (events === 0) {
    return `gone, was ${percent(shareBefore)}`;
  }
  if (shareBefore === 0) {
    return 'new';
  }
  return percent(shareBefore) === percent(share) ? '' : `was ${percent(shareBefore)}`;
}
