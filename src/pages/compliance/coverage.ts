import { type Framework, type ListedQuery } from './api';

/** A control with the queries that serve it. */
export interface CoveredControl {
  control: Framework['controls'][number];
  queries: ListedQuery[];
  /** The oldest of the last runs: null when one of the queries was never run. */
  lastRun: number | null;
  lastReview: number | null;
  overdue: number;
}

/** Which queries serve the controls of a framework. */
export const coverageOf = ({ id, controls }: Framework, queries: readonly ListedQuery[]): CoveredControl[] =>
  controls.map((control) => {
    const serving = queries.filter((query) => query.controls[id]?.includes(control.id));
    return {
      control,
      queries: serving,
      lastRun: oldest(serving.map(({ lastRun }) => lastRun)),
      lastReview: oldest(serving.map(({ lastReview }) => lastReview)),
      overdue: serving.reduce((sum, { overdue }) => sum + overdue, 0),
    };
  });

const oldest = (times: ReadonlyArray<number | null>) =>
  times.length === 0 || times.includes(null) ? null : Math.min(...times.map((at) => at ?? 0));

/** `SOC 2: 16 of 17 controls have an approved query, 4 of them were asked in full` */
export function sentenceOf(framework: Framework, queries: readonly ListedQuery[]): string {
  const covered = coverageOf(framework, queries);
  const served = covered.filter((one) => one.queries.some(({ state }) => state === 'approved')).length;
  const ran = covered.filter(({ lastRun }) => lastRun !== null).length;
  return `${framework.title}: ${served} of ${covered.length} controls have an approved query, ${ran === 0 ? 'none' : ran} of them ${ran === 1 ? 'was' : 'were'} asked in full`;
}
