import { numberOf, type Row, textOf } from '../../../scenes/tab/answer';

/** One value of an attribute: shares (0-1) of the spans on either side that have it. */
interface ComparedValue {
  value: string;
  selection: number;
  baseline: number;
}

/** An attribute (a filter key) with the values whose shares differ most. */
export interface ComparedKey {
  key: string;
  score: number;
  values: ComparedValue[];
}

interface Side {
  spans: number;
  /** How many of them were looked at. */
  sample: number;
}

export interface Comparison {
  selection: Side;
  baseline: Side;
  keys: ComparedKey[];
}

/** A smaller difference of shares, less its error, is no difference to speak of. */
const LEAST_SCORE = 0.05;

/** What the selection has more of comes first. */
const moreInSelection = (a: ComparedValue, b: ComparedValue) => b.selection - b.baseline - (a.selection - a.baseline);

/** Reads the answer of `compareSpans()`: keys in the order of their score. `without` are keys that the choice itself decides. */
export function comparisonOf(rows: Row[], without: readonly string[]): Comparison | undefined {
  const [first, ...others] = rows;
  if (!first) {
    return undefined;
  }
  const keys = new Map<string, ComparedKey>();
  for (const row of others) {
    const [key, score] = [textOf(row, 'key'), numberOf(row, 'key_score')];
    if (score < LEAST_SCORE || without.includes(key)) {
      continue;
    }
    const entry = keys.get(key) ?? { key, score, values: [] };
    entry.values.push({
      value: textOf(row, 'value'),
      selection: numberOf(row, 'selection'),
      baseline: numberOf(row, 'baseline'),
    });
    keys.set(key, entry);
  }
  return {
    selection: { spans: numberOf(first, 'selection_spans'), sample: numberOf(first, 'selection_sample') },
    baseline: { spans: numberOf(first, 'baseline_spans'), sample: numberOf(first, 'baseline_sample') },
    keys: [...keys.values()].map((entry) => ({ ...entry, values: entry.values.sort(moreInSelection) })),
  };
}
