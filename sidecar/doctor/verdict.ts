/** ok: nothing to do. warning: works, look at it. failure: something does not work. skipped: could not be looked at. */
export type Status = 'ok' | 'warning' | 'failure' | 'skipped';

export interface Verdict {
  status: Status;
  /** What was found, in one line. */
  text: string;
  /** What to do next; may have several lines. */
  next?: string;
}

/** The parts of a system, in the order in which one looks at them. */
export type Area = 'ClickHouse' | 'Migrations' | 'Kafka' | 'Queues' | 'Rows';

export interface Finding extends Verdict {
  area: Area;
  check: string;
}

export const ok = (text: string): Verdict => ({ status: 'ok', text });
export const warning = (text: string, next?: string): Verdict => ({ status: 'warning', text, next });
export const failure = (text: string, next?: string): Verdict => ({ status: 'failure', text, next });
export const skipped = (text: string, next?: string): Verdict => ({ status: 'skipped', text, next });
