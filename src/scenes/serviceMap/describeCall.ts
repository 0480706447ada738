import { type CallEdge } from './callGraph';
import { durationText } from '../../../queries/traces/duration';
import { percent, rateText } from '../words';

/** What an edge of the map says: rate and duration, and below them how much failed. */
export const describeCall = ({ rate, p95, errorShare }: CallEdge): string =>
  [`${rateText(rate)} · p95 ${durationText(p95)}`, errorShare > 0 && `${percent(errorShare)} failed`]
    .filter(Boolean)
    .join('\n');
