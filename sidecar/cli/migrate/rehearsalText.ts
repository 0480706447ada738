import { type Rehearsed } from '../../migrate/rehearsePlan';
import { paint } from '../output';

/** What the rehearsal found, for people. */
export function rehearsalText({ rehearsal, drift }: Rehearsed): string {
  if (!rehearsal.ran) {
    return rehearsal.why;
  }
  const failed = rehearsal.pending.find(({ outcome }) => outcome === 'failed');
  const lines = failed
    ? [
        paint(
          'red',
          `${failed.source}, statement ${failed.position}, fails in a scratch ClickHouse ${rehearsal.engineVersion}:`
        ),
        `  ${failed.error ?? ''}`,
        '  If your server is of a version that takes it, `--no-rehearsal` goes without.',
      ]
    : [`Every statement ran in a scratch ClickHouse ${rehearsal.engineVersion}.`];
  if (drift.length > 0) {
    lines.push(
      paint('yellow', 'The database is not as the applied migrations made it (`girok migrate verify`):'),
      ...drift.map(({ object, text }) => `  ${object} ${text}`)
    );
  }
  return lines.join('\n');
}

/** The same for machines. */
export const rehearsalJson = ({ rehearsal, drift }: Rehearsed) =>
  rehearsal.ran
    ? {
        ran: true,
        engineVersion: rehearsal.engineVersion,
        failures: rehearsal.pending.filter(({ outcome }) => outcome === 'failed'),
        drift,
      }
    : { ran: false, why: rehearsal.why };
