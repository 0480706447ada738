import { createHmac } from 'node:crypto';

import { type Value } from './csv';
import { type SavedQuery } from '../catalogue/schema';

export interface Redaction {
  method: 'HMAC-SHA256, 16 hexadecimal digits';
  columns: string[];
  /** Values that were replaced. */
  values: number;
}

/** What is shown of a result: names of the columns, and what becomes of each row. */
export interface Shown {
  names: string[];
  row(values: readonly Value[]): readonly Value[];
  /** What was replaced so far; null when nothing is. */
  redaction(): Redaction | null;
}

/** The result as it is. */
export const asItIs = (columns: SavedQuery['columns']): Shown => ({
  names: columns.map(({ name }) => name),
  row: (values) => values,
  redaction: () => null,
});

/**
 * Replaces every value of columns with personal data by a pseudonym: equal values stay equal under one key, and nobody
 * without it can try values out.
 * @param key of one engagement, kept apart from the file
 */
export function redacted(columns: SavedQuery['columns'], key: Buffer): Shown {
  const hidden = columns.map(({ personal }) => personal !== 'none');
  let values = 0;
  const pseudonym = (value: Value): Value => {
    if (Array.isArray(value)) {
      return value.map(pseudonym);
    }
    if (value === null || value === '') {
      return value;
    }
    values++;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
  };
  return {
    names: columns.map(({ name }, i) => (hidden[i] ? `${name}#hmac` : name)),
    row: (row) => row.map((value, i) => (hidden[i] ? pseudonym(value) : value)),
    redaction: () => ({
      method: 'HMAC-SHA256, 16 hexadecimal digits',
      columns: columns.filter((_, i) => hidden[i]).map(({ name }) => name),
      values,
    }),
  };
}
