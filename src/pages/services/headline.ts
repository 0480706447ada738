import { troublesOf } from '../../scenes/services/health';
import { type Service, serviceTitle } from '../../scenes/services/service';
import { plural } from '../../scenes/words';

/** The list in a sentence: what is wrong first, the worst two of it by name. `services` in the order of need. */
export function headlineOf(services: Service[]): string {
  if (services.length === 0) {
    return 'No service has sent anything in this time range.';
  }
  const troubled = services.filter((service) => troublesOf(service).length > 0);
  const named = troubled
    .slice(0, 2)
    .map((service) => `${serviceTitle(service.name)} ${troublesOf(service)[0].text}`)
    .join('; ');
  const rest = services.length - troubled.length;
  if (troubled.length === 0) {
    return `${plural(rest, 'service')}, none of which got worse.`;
  }
  const more = troubled.length > 2 ? `; ${troubled.length - 2} more got worse` : '';
  return `${named}${more}. ${rest === 0 ? 'No other service.' : `${plural(rest, 'other service')} as before.`}`;
}
