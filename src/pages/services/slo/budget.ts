import { elapsedText } from '../../../../queries/elapsedText';
import { BURN_ALERTS, type BurnAlert, burnLimit } from '../../../../queries/slo/burnWindows';
import { type Slo } from '../../../../queries/slo/objective';
import { type Row } from '../../../scenes/rows';
import { count, percent } from '../../../scenes/words';

type BurnColumn = BurnAlert['name'] | BurnAlert['short'];

/** What is left of one promise, and how fast it goes: a row of `serviceBudget()`. */
export interface Budget {
  objective: 'availability' | 'latency';
  /** Share of requests that may be bad. */
  allowed: number;
  requests: number;
  bad: number;
  /** 1 untouched, 0 used up, negative: overspent; null without requests. */
  left: number | null;
  /** Times as fast as allowed; null without requests. */
  burns: Record<BurnColumn, number | null>;
  /** The oldest request of the window, ms since 1970; null without requests. */
  first: number | null;
}

export function budgetsOf(rows: readonly Row[]): Budget[] {
  return rows.map((row) => {
    const measured = (column: string) => (row.text(column) === '' ? null : row.number(column));
    const burns = (['burn_5m', 'burn_30m', 'burn_1h', 'burn_6h', 'burn_3d'] as const).map((name) => [
      name,
      measured(name),
    ]);
    return {
      objective: row.text('objective') === 'latency' ? 'latency' : 'availability',
      allowed: row.number('allowed'),
      requests: row.number('all_requests'),
      bad: row.number('all_bad'),
      left: measured('budget_left'),
      burns: Object.fromEntries(burns) as Budget['burns'],
      first: measured('first'),
    };
  });
}

/** `99.9 % of requests succeed`, `95 % are answered within 300 ms` */
export function promiseText(slo: Slo, objective: Budget['objective']): string {
  return objective === 'latency'
    ? `${slo.latency?.percent} % of requests are answered within ${slo.latency?.ms} ms`
    : `${slo.availability} % of requests succeed`;
}

/** `12 of 45,120 failed; 45 may` */
export function spentText({ objective, allowed, requests, bad }: Budget): string {
  const may = Math.floor(allowed * requests);
  return `${count(bad)} of ${count(requests)} ${objective === 'latency' ? 'were slower' : 'failed'}; ${count(may)} may`;
}

/** `63 % left`, `none left: 2.4 times what may` */
export function leftText({ left }: Budget): string {
  if (left === null) {
    return 'not measured: no requests';
  }
  if (left < 0) {
    return `none left: ${amount(1 - left)} times what may`;
  }
  return left === 1 ? 'all left' : `${percent(left)} left`;
}

/** A window of less than half of the objective's days says less than it seems to. */
export function shortHistoryText({ first }: Budget, { days }: Slo, now: number): string {
  const seconds = first === null ? 0 : (now - first) / 1000;
  return first !== null && seconds < days * 43_200 ? `requests of the last ${elapsedText(seconds)} only` : '';
}

export interface Burn {
  alert: BurnAlert;
  limit: number;
  /** Of the long window; null: not measured. */
  rate: number | null;
  short: number | null;
  /** Both windows are above the limit: somebody is called. */
  isOver: boolean;
}

/** The windows that call somebody, and how far each is from it. */
export const burnsOf = ({ burns }: Budget, { days }: Slo): Burn[] =>
  BURN_ALERTS.map((alert) => {
    const limit = burnLimit(days, alert);
    const [rate, short] = [burns[alert.name], burns[alert.short]];
    return { alert, limit, rate, short, isOver: rate !== null && short !== null && rate > limit && short > limit };
  });

/** Two significant digits, as rates of burning are read. */
export const amount = (value: number): string => count(Number(value.toPrecision(value >= 100 ? 3 : 2)));
