import { type Answer } from './ask';
import { type Stored } from './fill';

export interface SignalResults {
  rows: number;
  /** By layout. */
  stored: Record<string, Stored>;
  /** By question, then by layout. */
  questions: Record<string, { title: string; answers: Record<string, Answer> }>;
}

/** What `npm run bench:queries` keeps in `bench/results/`. */
export interface Results {
  command: string;
  date: string;
  machine: string;
  clickhouse: string;
  rounds: number;
  freshInserts: number;
  /** Name to title; the first one is what the others are compared with. */
  layouts: Record<string, string>;
  spans: SignalResults;
  events: SignalResults;
}

/** Geometric mean, over all questions, of how many times as long a layout takes as `first` does. */
export function timesAsLong({ questions }: SignalResults, first: string, layout: string): number {
  const ratios = Object.values(questions).map(({ answers }) => answers[layout].ms / answers[first].ms);
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
