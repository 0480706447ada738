/** What `auditTotals()` answers. */
export interface AuditTotals {
  events: number;
  failures: number;
  actors: number;
  eventsBefore: number;
  failuresBefore: number;
  /** Action and actor of most failures; empty when nothing failed. */
  mainFailure: [string, string];
}

const number = (value: number) => value.toLocaleString('en-US');
const plural = (count: number, one: string) => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

/** Failures that are too few to speak of a change. */
const FEW = 5;

/** The period before says something when it has at least this share of the events. */
const COMPARABLE = 0.1;

/**
 * The page's first sentence: "1,204 events by 37 actors; failures doubled, mostly EXPORT by user-17". It says what changed
 * against the period before only when there is enough to compare.
 */
export function headlineOf(totals: AuditTotals): string {
  if (totals.events === 0) {
    return 'No matching events in this time range.';
  }
  const first = `${plural(totals.events, 'event')} by ${plural(totals.actors, 'actor')}`;
  return `${[first, failuresOf(totals)].filter(Boolean).join('; ')}.`;
}

function failuresOf({
  events,
  failures,
  failuresBefore,
  eventsBefore,
  mainFailure: [action, actor],
}: AuditTotals): string {
  if (failures === 0) {
    return 'none failed';
  }
  const mostly = failures >= FEW && action ? `, mostly ${action} by ${actor}` : '';
  const change = eventsBefore < events * COMPARABLE ? '' : changeOf(failures, failuresBefore);
  const share = (100 * failures) / events;
  return `${number(failures)} failed (${share < 1 ? '< 1' : Math.round(share)} %)${change}${mostly}`;
}

function changeOf(now: number, before: number): string {
  if (now < FEW && before < FEW) {
    return '';
  }
  if (now >= 2 * before) {
    return before === 0
      ? ', none in the period before'
      : `, ${now / before >= 3 ? `${Math.round(now / before)} times as many as` : 'twice as many as'} in the period before`;
  }
  return now <= before / 2 ? `, down from ${number(before)} in the period before` : '';
}
