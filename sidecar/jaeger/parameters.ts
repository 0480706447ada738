import { type JaegerLimits } from './limits';
import { type JaegerSearch } from '../../queries/jaeger/search';
import { parseDuration } from '../../queries/traces/duration';
import { Problem } from '../server/problem';

/** The query string as fastify reads it: a parameter that comes twice is a list. */
export type RawQuery = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a parameter; an empty one counts as none. */
export function textOf(query: RawQuery, name: string): string | undefined {
  const [first] = [query[name]].flat();
  return first === '' ? undefined : first;
}

/** Every value of a parameter. */
const textsOf = (query: RawQuery, name: string): string[] => [query[name]].flat().filter((one) => one !== undefined);

/** @throws Problem 400 when it is missing */
export function neededText(query: RawQuery, name: string): string {
  const text = textOf(query, name);
  if (text === undefined) {
    throw new Problem(400, `The parameter "${name}" is missing.`);
  }
  return text;
}

/** A range in ms since 1970, and what was changed about it, in words. */
export interface AskedRange {
  range: { from: number; to: number };
  notes: string[];
}

/**
 * Start and end of a search, µs since 1970; what is missing comes from `lookback` ("2d") or the configuration.
 * @throws Problem 400 for what is no time, or an end before its start
 */
function searchRange(query: RawQuery, limits: JaegerLimits, now: number): AskedRange {
  const end = wholeNumber(query, 'end');
  const start = wholeNumber(query, 'start');
  const to = end === undefined ? now : Math.ceil(end / 1000);
  const from = start === undefined ? to - (lookbackOf(query) ?? limits.lookbackMs) : Math.floor(start / 1000);
  return bounded(from, to, limits);
}

/** End and length of the time that dependencies are asked of, in ms. @throws Problem 400 for what is no number */
export function dependencyRange(query: RawQuery, limits: JaegerLimits, now: number): AskedRange {
  const to = wholeNumber(query, 'endTs') ?? now;
  return bounded(to - (wholeNumber(query, 'lookback') ?? limits.lookbackMs), to, limits);
}

function bounded(from: number, to: number, { maxRangeMs }: JaegerLimits): AskedRange {
  if (from > to) {
    throw new Problem(400, 'The start lies after the end.');
  }
  if (to > MAX_TIME_MS) {
    throw new Problem(400, 'The end is no time: µs since 1970 are wanted (ms for dependencies).');
  }
  if (to - from <= maxRangeMs) {
    return { range: { from: Math.max(0, from), to }, notes: [] };
  }
  const days = maxRangeMs / DAY_MS;
  return {
    range: { from: to - maxRangeMs, to },
    notes: [`Only the last ${days} days of the time were looked at (GIROK_JAEGER_MAX_DAYS).`],
  };
}

const DAY_MS = 86_400_000;

/** What ClickHouse's DateTime64(9) can hold ends in 2262. */
const MAX_TIME_MS = Date.UTC(2262, 0, 1);

const LOOKBACK_UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/** ms of "2d"; undefined for "custom", which says that start and end are given. */
function lookbackOf(query: RawQuery): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(textOf(query, 'lookback') ?? '') ?? [];
  return unit === undefined ? undefined : Number(amount) * LOOKBACK_UNITS[unit];
}

function wholeNumber(query: RawQuery, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new Problem(400, `The parameter "${name}" must be a whole number, but is ${quoted(text)}.`);
  }
  return Number(text);
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 100));

/** What is asked by ids in place of a search, and the traces that are looked for otherwise. */
export type Asked =
  | { kind: 'ids'; ids: string[]; notes: string[] }
  | { kind: 'search'; search: JaegerSearch; limit: number; notes: string[] };

/** As many traces as Jaeger answers with when nobody says. */
const DEFAULT_LIMIT = 100;

/** Most tags of one search. */
const MAX_TAGS = 20;

/**
 * The parameters of `/traces`. Whatever is more than the limits allow is lowered, and a note says so.
 * @throws Problem 400 in words for the person who typed them
 */
export function tracesParameters(query: RawQuery, limits: JaegerLimits, now: number): Asked {
  const ids = [...new Set(textsOf(query, 'traceID').map(traceIdOf))];
  if (ids.length > 0) {
    const notes = ids.length > limits.maxTraces ? [`Only the first ${limits.maxTraces} traces were looked for.`] : [];
    return { kind: 'ids', ids: ids.slice(0, limits.maxTraces), notes };
  }
  const { range, notes } = searchRange(query, limits, now);
  const asked = wholeNumber(query, 'limit') || DEFAULT_LIMIT;
  const limit = Math.min(asked, limits.maxTraces);
  if (limit < asked) {
    notes.push(`At most ${limit} traces come in one answer, not ${asked} (GIROK_JAEGER_MAX_TRACES).`);
  }
  const [minDuration, maxDuration] = ['minDuration', 'maxDuration'].map((name) => durationOf(query, name));
  if (minDuration !== undefined && maxDuration !== undefined && minDuration > maxDuration) {
    throw new Problem(400, 'minDuration is longer than maxDuration.');
  }
  const search = {
    range,
    service: neededText(query, 'service'),
    operation: textOf(query, 'operation'),
    tags: tagsOf(query),
    minDuration,
    maxDuration,
  };
  return { kind: 'search', search, limit, notes };
}

/** ns of a duration as Go writes it: "1.2s", "100ms", "1h30m". */
function durationOf(query: RawQuery, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === undefined) {
    return undefined;
  }
  const pieces = /^(?:[\d.]+(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text) ? (text.match(/[\d.]+[^\d.]+/g) ?? []) : [];
  const sum = pieces
    .map(parseDuration)
    .reduce<
      number | undefined
    >((all, one) => (all === undefined || one === undefined ? undefined : all + one), pieces.length > 0 ? 0 : undefined);
  if (sum === undefined || !Number.isSafeInteger(sum)) {
    throw new Problem(400, `${name} must be a duration such as 1.2s, 100ms or 500us, but is ${quoted(text)}.`);
  }
  return sum;
}

/** `tags={"key":"value"}` and `tag=key:value`. */
function tagsOf(query: RawQuery): Array<[string, string]> {
  const pairs = textsOf(query, 'tag').map((text): [string, string] => {
    const colon = text.indexOf(':');
    if (colon < 1) {
      throw new Problem(400, `"tag" must be key:value, but is ${quoted(text)}.`);
    }
    return [text.slice(0, colon), text.slice(colon + 1)];
  });
  const all = [
    ...pairs,
    ...textsOf(query, 'tags')
      .filter((text) => text !== '')
      .flatMap(jsonTags),
  ];
  if (all.length > MAX_TAGS) {
    throw new Problem(400, `At most ${MAX_TAGS} tags can be looked for at once.`);
  }
  return all;
}

function jsonTags(text: string): Array<[string, string]> {
  let tags: unknown;
  try {
    tags = JSON.parse(text);
  } catch {
    // the message below says what is wanted
  }
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) {
    throw new Problem(400, `"tags" must be a JSON object such as {"error":"true"}, but is ${quoted(text)}.`);
  }
  return Object.entries(tags).map(([key, value]): [string, string] => {
    if (typeof value !== 'string') {
      throw new Problem(400, `The value of the tag ${quoted(key)} must be text in quotes.`);
    }
    return [key, value];
  });
}

/**
 * A trace id as Jaeger writes it: up to 32 hexadecimal digits in any case; of a short one the zeros in front are left out.
 * @throws Problem 400 for anything else
 */
export function traceIdOf(text: string): string {
  if (!/^[0-9a-f]{1,32}$/i.test(text) || /^0+$/.test(text)) {
    throw new Problem(400, `A trace id has up to 32 hexadecimal digits; ${quoted(text)} is none.`);
  }
  return text.toLowerCase().padStart(32, '0');
}
