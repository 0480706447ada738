import { type Column, stat } from './panels';
import { type Sql } from '../../queries/sql';

/** What a single number of `spanTotals` looks like, on every dashboard that has it. */
interface Total {
  sql: Sql;
  width: number;
  description: string;
}

/** Spans per second. @param title what they are */
export const rateStat = ({ title, ...total }: Total & { title: string }) =>
  stat({ title, unit: 'reqps', column: 'rate', ...total });

/** Share that failed: orange from 1 %, red from 5 %. */
export const failedStat = (total: Total) =>
  stat({ title: 'Failed', unit: 'percentunit', column: 'errors', worse: 0.01, broken: 0.05, ...total });

/** Duration that 95 of 100 stay below. @param of what is measured: "requests" */
export const p95Stat = ({ of, ...total }: Omit<Total, 'description'> & { of: string }) =>
  stat({
    title: 'p95',
    description: `95 of 100 ${of} were faster than this.`,
    unit: 'ns',
    column: 'p95',
    ...total,
  });

/** Columns of a breakdown: share that failed, and durations against the period before. */
export const FAILED_AND_DURATIONS: Record<string, Column> = {
  error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
  p50: { title: 'p50', unit: 'ns' },
  p95: { title: 'p95', unit: 'ns' },
  p95_before: { title: 'p95 before', unit: 'ns' },
};

/** Columns of a list of single spans. @param own those of this list, behind the operation */
export const spanColumns = (own: Record<string, Column> = {}, traceWidth = 290): Record<string, Column> => ({
  time: { title: 'Time', unit: 'dateTimeAsIso', width: 180 },
  service: { title: 'Service', links: 'service', width: 140 },
  name: { title: 'Operation', links: 'span' },
  ...own,
  duration: { title: 'Duration', unit: 'ns', width: 110 },
  trace: { title: 'Trace', links: 'trace', width: traceWidth },
});
