import { messagesBehind, type Sample } from './sample';
import { type TimeLag } from './timeLag';

/**
 * How much of the time that the topic keeps a message the oldest unread one has used up: 0 none, 1 it is deleted next.
 * null when nothing is known to delete. Two measures, the worse counts: its age against `retention.ms`; and, once the
 * broker has begun to delete, its place among the messages that are kept, which holds for limits by size as well.
 * @param retentionMs undefined: without end, or not told
 */
export function retentionUsed(sample: Sample, lag: TimeLag, retentionMs: number | undefined): number | null {
  const waiting = messagesBehind(sample);
  if (waiting === 0) {
    return 0;
  }
  const byAge = retentionMs === undefined || lag.seconds === null ? [] : [(lag.seconds * 1000) / retentionMs];
  const byPlace = sample.first > 0 ? [waiting / (sample.end - sample.first)] : [];
  const measures = [...byAge, ...byPlace];
  return measures.length === 0 ? null : Math.min(1, Math.max(...measures));
}
