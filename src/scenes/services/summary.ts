import { troublesOf, withoutRequests } from './health';
import { type Service } from './service';
import { durationText } from '../../../queries/traces/duration';
import { percent, plural, rateText } from '../words';

/** One service in a sentence: what is wrong with it, then how much it does. */
export function summaryOf(service: Service): string {
  const instead = withoutRequests(service);
  const troubles = troublesOf(service).map(({ text }) => text);
  if (instead !== undefined) {
    return capital([...troubles, `No requests: ${instead}`].join('; ')) + '.';
  }
  const { requests, rate, failed, p95 } = service;
  const facts = `${plural(requests, 'request')}, ${rateText(rate)}; ${failed === 0 ? 'none failed' : `${percent(failed / requests)} failed`}; p95 ${durationText(p95 ?? 0)}`;
  return troubles.length === 0 ? `${facts}.` : `${capital(troubles.join('; '))}. ${facts}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
