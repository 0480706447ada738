import { ACKNOWLEDGEMENT } from './limits';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface EndChoice {
  label: string;
  /** ms since 1970. */
  until: number;
}

/** What is offered at `now`: half an hour, one, four, and the next end of a shift in the reader's time zone. */
export function endChoices(now: number): EndChoice[] {
  const shift = nextShiftEnd(now);
  return [
    { label: '30 min', until: now + 30 * MINUTE_MS },
    { label: '1 h', until: now + HOUR_MS },
    { label: '4 h', until: now + 4 * HOUR_MS },
    { label: `End of shift, ${clock(shift)}`, until: shift },
  ];
}

function nextShiftEnd(now: number): number {
  const ends = [0, 1].flatMap((day) =>
    ACKNOWLEDGEMENT.shiftEnds.map((hour) => {
      const date = new Date(now);
      // an hour of the clock, also on the day on which it is changed
      date.setHours(day * 24 + hour, 0, 0, 0);
      return date.getTime();
    })
  );
  return Math.min(...ends.filter((end) => end > now));
}

const clock = (ms: number) => {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
};

/** The latest end that is allowed at `now`. */
export const latestEnd = (now: number) => now + ACKNOWLEDGEMENT.longestHours * HOUR_MS;

/** Why it cannot be acknowledged so; empty when it can. */
export function refusalOf({ until, note, now }: { until: number; note: string; now: number }): string {
  const { longestHours, noteBeyondHours, shortestNote, longestNote } = ACKNOWLEDGEMENT;
  const said = note.trim().length;
  if (!Number.isFinite(until) || until <= now + MINUTE_MS) {
    return 'The end has to lie ahead, by more than a minute.';
  }
  // the clock has gone on since the choice was offered
  if (until > latestEnd(now) + MINUTE_MS) {
    return `The end may lie ${longestHours} h ahead at the most. Extend it then.`;
  }
  if (said > longestNote) {
    return `The note is longer than ${longestNote} characters.`;
  }
  return until - now > noteBeyondHours * HOUR_MS && said < shortestNote
    ? `Longer than ${noteBeyondHours} h needs a note: what is being done?`
    : '';
}
