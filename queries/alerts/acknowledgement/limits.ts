/** What an acknowledgement may be, and when it does not hold any longer. */
export const ACKNOWLEDGEMENT = {
  /** It ends after so many hours at the latest, counted from the click; then it has to be extended. */
  longestHours: 24,
  /** One that is longer needs a note. Hours. */
  noteBeyondHours: 4,
  shortestNote: 3,
  longestNote: 500,
  /** So many times the value at the time: it has got worse than what was acknowledged. */
  worseFactor: 2,
  /** It ends by itself when its alert has been well for so long. Minutes. */
  wellMinutes: 10,
  /** When people hand over to each other, in their own time zone. Hours of the day. */
  shiftEnds: [8, 16, 24],
} as const;
