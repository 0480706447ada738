import { type AlertRule } from './alertRule';

/** One thing that a rule watches. */
export interface AlertInstance {
  labels: Record<string, string>;
  value: number;
}

/** Rows of a rule's query as instances. @throws Error when they have not the shape that Grafana's evaluator takes */
export function instancesOf(rule: AlertRule, rows: ReadonlyArray<Record<string, unknown>>): AlertInstance[] {
  return rows.map((row) => {
    const { value, ...labels } = row;
    const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
    const entries = Object.entries(labels);
    if (typeof value !== 'number' || !entries.every(isText)) {
      throw new Error(`${rule.id} gives a row that is not text and one number: ${JSON.stringify(row)}`);
    }
    return { labels: Object.fromEntries(entries.filter(isText)), value };
  });
}

/** Whether the condition holds; once it fires, it holds until the value is below `wellBelow`. */
export function isMet({ above, wellBelow }: AlertRule, { value }: AlertInstance, isFiring: boolean): boolean {
  return value > above || (isFiring && wellBelow !== undefined && value >= wellBelow);
}
