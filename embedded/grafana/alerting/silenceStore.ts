import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** More than a person ever makes, so that a faulty page cannot fill the memory. */
const MOST = 1000;

const matcher = z.object({
  name: z.string().min(1),
  value: z.string(),
  isRegex: z.boolean(),
  isEqual: z.boolean().default(true),
});

export const silenceToWrite = z.object({
  id: z.string().optional(),
  matchers: z.array(matcher).min(1),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  createdBy: z.string(),
  comment: z.string(),
});

type Matcher = z.infer<typeof matcher>;

export interface StoredSilence {
  id: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  createdBy: string;
  comment: string;
}

/** A refusal in Grafana's words. */
export class SilenceRefused extends Error {
  constructor(
    readonly status: number,
    readonly messageId: string,
    text: string
  ) {
    super(`[${messageId}] ${text}`);
  }
}

const notFound = (id: string) =>
  new SilenceRefused(404, 'alerting.notifications.silences.notFound', `silence ${id} not found`);
const bad = (text: string) => new SilenceRefused(400, 'alerting.notifications.silences.badRequest', text);

const RULE_UID = '__alert_rule_uid__';
const seconds = (text: string) => Math.floor(Date.parse(text) / 1000);
const ruleOf = (matchers: Matcher[]) => matchers.find(({ name }) => name === RULE_UID)?.value;

/** Silences by the rules of Grafana 12.4.3, in memory. */
export class SilenceStore {
  private readonly kept = new Map<string, StoredSilence>();

  constructor(private readonly now: () => number = Date.now) {}

  stateOf({ startsAt, endsAt }: StoredSilence): 'active' | 'pending' | 'expired' {
    return Date.parse(endsAt) <= this.now() ? 'expired' : Date.parse(startsAt) > this.now() ? 'pending' : 'active';
  }

  all(): StoredSilence[] {
    return [...this.kept.values()];
  }

  /** Makes one, or changes one: in place where matchers and start are the same and it has not ended. @throws SilenceRefused */
  write({ id, ...wanted }: z.infer<typeof silenceToWrite>): string {
    const old = id === undefined ? undefined : this.kept.get(id);
    if (id !== undefined && !old) {
      throw notFound(id);
    }
    if (old && ruleOf(old.matchers) !== ruleOf(wanted.matchers)) {
      throw bad(`Silence rule matcher '${RULE_UID}' cannot be updated, please create a new silence`);
    }
    if (Date.parse(wanted.endsAt) <= Math.max(this.now(), Date.parse(wanted.startsAt))) {
      throw bad('invalid silence: start time must be before end time: unable to create silence');
    }
    const now = new Date(this.now()).toISOString();
    const inPlace =
      old &&
      this.stateOf(old) === 'active' &&
      seconds(old.startsAt) === seconds(wanted.startsAt) &&
      JSON.stringify(old.matchers) === JSON.stringify(wanted.matchers);
    if (inPlace) {
      this.kept.set(old.id, { ...old, ...wanted, startsAt: old.startsAt, updatedAt: now });
      return old.id;
    }
    if (old && this.stateOf(old) === 'active') {
      this.end(old.id);
    }
    if (this.kept.size >= MOST) {
      throw bad(`the preview keeps no more than ${MOST} silences`);
    }
    const fresh = randomUUID();
    const startsAt = Date.parse(wanted.startsAt) < this.now() ? now : wanted.startsAt;
    this.kept.set(fresh, { id: fresh, ...wanted, startsAt, updatedAt: now });
    return fresh;
  }

  /** Ends it now; one that has ended stays so. @throws SilenceRefused */
  end(id: string): void {
    const found = this.kept.get(id);
    if (!found) {
      throw notFound(id);
    }
    if (this.stateOf(found) !== 'expired') {
      const now = new Date(this.now()).toISOString();
      this.kept.set(id, { ...found, endsAt: now, updatedAt: now });
    }
  }

  /** Ids of the active silences that fit an alert. */
  holding(labels: Record<string, string>): string[] {
    return this.all()
      .filter((silence) => this.stateOf(silence) === 'active' && silence.matchers.every((one) => fits(one, labels)))
      .map(({ id }) => id);
  }
}

function fits({ name, value, isRegex, isEqual }: Matcher, labels: Record<string, string>): boolean {
  const label = labels[name] ?? '';
  const same = isRegex ? new RegExp(`^(?:${value})$`).test(label) : label === value;
  return same === isEqual;
}
