import { HistoryPipeline } from './historyPipeline';
import { HistoryPods } from './historyPods';
import { observedIn } from './observed';
import { playNightlyBatch } from './playBatch';
import { playRequest } from './playRequest';
import { audit } from '../../../examples/audit/audit';
import { auditEvent } from '../story/auditEvent';
import { BILLING_RELEASE, DAY, NIGHTLY_BATCH, type Release, releaseIn } from '../story/day';
import { requestsOfMinute } from '../story/minute';
import { type Random, seeded } from '../story/random';
import { serviceAccount } from '../story/tenants';
import { type Counts } from '../telemetry/counts';
import { type Destination } from '../telemetry/destination';
import { hrTime } from '../telemetry/hrTime';
import { type Pod } from '../telemetry/pod';

const MINUTE_MS = 60_000;
/** Minutes between two collections of metrics: the last hour is looked at closely. */
const collectionInterval = (minute: number) => (minute > 60 ? 10 : 2);

const DEPLOYED = { event: 'release.deploy', action: 'EXECUTE', targetType: 'release' } as const;

export interface Backfill extends Destination {
  /** Hours of history. */
  hours: number;
  /** The end of history, in milliseconds since 1970. */
  end: number;
  /** Minutes done, and of how many. */
  onProgress: (done: number, of: number) => void;
}

/**
 * Plays the story up to `end` through the SDK, as fast as the receiver takes it, and returns what the receiver has
 * confirmed to be stored.
 * @throws Error with what was made and what was stored, when the receiver refuses something
 */
export async function backfill({ hours, end, onProgress, ...destination }: Backfill): Promise<Counts> {
  const pipeline = new HistoryPipeline(destination);
  const minutes = Math.round(hours * 60);
  const clock = { minute: minutes };
  const timeOf = (minute: number) => end - minute * MINUTE_MS;
  const start = (service: 'storefront' | 'billing', version: string, at: number) =>
    new HistoryPods(pipeline, service, version, at, observedIn(clock, clock.minute));

  let release = releaseIn(minutes);
  let storefront = start('storefront', release, timeOf(minutes));
  const billing = start('billing', BILLING_RELEASE, timeOf(minutes));

  for (let minute = minutes; minute > 0; minute--) {
    clock.minute = minute;
    if (releaseIn(minute) !== release) {
      release = releaseIn(minute);
      await storefront.collect(timeOf(minute), 'now');
      storefront = start('storefront', release, timeOf(minute));
      noteDeployment(storefront, release, timeOf(minute));
    }
    if (minute % DAY === NIGHTLY_BATCH) {
      billing.all().forEach((pod, i) => playNightlyBatch(pod, timeOf(minute), minute, seeded(minute, i)));
    }
    for (const { offset, seed, request } of requestsOfMinute(minute)) {
      const { tenant } = request;
      const pods = { storefront: storefront.of(tenant), billing: billing.of(tenant) };
      playRequest(request, timeOf(minute) + offset, { ...pods, release, minute, random: seeded(seed) });
    }
    if ((minute - 1) % collectionInterval(minute) === 0) {
      const send = minute === 1 ? 'now' : 'when enough';
      [...storefront.all(), ...billing.all()].forEach((pod, i) => collectGarbage(pod, seeded(minute, i)));
      await Promise.all([storefront.collect(timeOf(minute - 1), send), billing.collect(timeOf(minute - 1), send)]);
      await pipeline.keepPace();
      onProgress(minutes - minute + 1, minutes);
    }
  }
  return pipeline.finish();
}

function noteDeployment(pods: HistoryPods, release: Release, at: number) {
  for (const pod of pods.all()) {
    const { tenant } = pod.identity;
    const actor = serviceAccount('svc-deployer');
    audit(pod.logger, auditEvent(DEPLOYED, { tenant, actor, target: `storefront ${release}` }), {
      timestamp: hrTime(at),
    });
  }
}

/** Some collections of garbage between two collections of metrics. */
function collectGarbage({ instruments }: Pod, random: Random) {
  for (let i = random.between(3, 9); i > 0; i--) {
    instruments.garbageCollected('minor', random.duration(1.1));
  }
  if (random.chance(0.3)) {
    instruments.garbageCollected('major', random.duration(7));
  }
}
