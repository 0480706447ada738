import { literal, type Sql, sql } from './sql';

const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

/** Longest search text that is looked for, and most words; what is longer is cut. */
const MAX_LENGTH = 512;
const MAX_WORDS = 10;

/** The words of a search text that are looked for. */
export const wordsOf = (text: string): string[] =>
  text.trim().slice(0, MAX_LENGTH).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);

/** What one kind of row does with a text that is no id. */
export interface SearchMeaning {
  /** A text that is one whole thing, such as an address; undefined when it is words. */
  whole?(text: string): Sql | undefined;
  /** A word that must stand somewhere. */
  word(word: string): Sql;
}

/** What a search text means: a trace id or span id is looked up as such, anything else as `meaning` says. Empty text is no condition. */
export function searchCondition(text: string, meaning: SearchMeaning): Sql[] {
  const wanted = text.trim().slice(0, MAX_LENGTH);
  if (wanted === '') {
    return [];
  }
  if (TRACE_ID.test(wanted)) {
    return [sql`TraceId = ${literal(wanted.toLowerCase())}`];
  }
  if (SPAN_ID.test(wanted)) {
    return [sql`SpanId = ${literal(wanted.toLowerCase())}`];
  }
  const whole = meaning.whole?.(wanted);
  return whole ? [whole] : wordsOf(wanted).map(meaning.word);
}
