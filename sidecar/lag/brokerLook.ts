import { type Admin, AssignerProtocol, ConfigResourceTypes, type GroupDescription } from 'kafkajs';

import { type Config } from '../config';
import { type Look, type SeenPartition } from './look';
import { type Readers } from './sample';
import { type Probe } from './timeLag';
import { signalsOf, type SignalPath } from '../doctor/signals';
import { withKafkaAdmin } from '../kafka/connect';
import { type CommittedOffset, committedOffsets, type PartitionOffsets, topicOffsets } from '../kafka/offsets';
import { isOfKafka, kafkaProblem } from '../kafka/problem';

/** Ages that the broker is asked about where a group is further behind than our own history goes back. Seconds. */
const PROBED_AGES = [900, 3600, 21_600, 86_400, 604_800];
/** Retention is configuration: it changes seldom. Milliseconds. */
const RETENTION_KEPT_MS = 600_000;

/**
 * Asks the broker about the groups of the queues. It connects anew each time: a connection of kafkajs that is kept wakes
 * up every millisecond.
 */
export class BrokerLook {
  private readonly retention = new Map<string, { at: number; ms: number | undefined }>();

  constructor(private readonly config: Config) {}

  /**
   * One look at all partitions. A group or topic that the user may not see costs its own rows only, and is told.
   * @param probeTopics topics of which more should be learned about the age of old messages
   * @throws KafkaProblem when the broker cannot be reached at all; it never has the password in it
   */
  look(probeTopics: ReadonlySet<string> = new Set()): Promise<Look> {
    return withKafkaAdmin(this.config, (admin) => this.ask(admin, probeTopics));
  }

  private async ask(admin: Admin, probeTopics: ReadonlySet<string>): Promise<Look> {
    const paths = signalsOf(this.config);
    const problems: string[] = [];
    // asking after a topic that does not exist would make some brokers create it
    const existing = new Set(await admin.listTopics());
    const readers = await this.readers(admin, paths, problems);
    const partitions: SeenPartition[] = [];
    for (const topic of new Set(paths.map((path) => path.topic))) {
      if (!existing.has(topic)) {
        problems.push(`The topic ${topic} does not exist, or is hidden from ${this.config.kafkaUsername}.`);
        continue;
      }
      // committed first and end second: so a group is never ahead of its topic
      const committed = new Map<SignalPath, CommittedOffset[]>();
      for (const path of paths.filter((one) => one.topic === topic)) {
        const found = await this.tried(problems, () => committedOffsets(admin, path.group, topic));
        if (found) {
          committed.set(path, found);
        }
      }
      const offsets = await this.tried(problems, () => topicOffsets(admin, topic));
      if (!offsets) {
        continue;
      }
      const at = Date.now();
      const retentionMs = await this.retentionOf(admin, topic);
      const probes = probeTopics.has(topic)
        ? ((await this.tried(problems, () => probesOf(admin, topic, at))) ?? new Map<number, Probe[]>())
        : new Map<number, Probe[]>();
      for (const [path, of] of committed) {
        partitions.push(...seen(path, offsets, of, readers.get(path.group), at, retentionMs, probes));
      }
    }
    return { partitions, problems };
  }

  /** Members of each group; a group that is not in the map is not told. */
  private async readers(admin: Admin, paths: SignalPath[], problems: string[]): Promise<Map<string, GroupReaders>> {
    const found = new Map<string, GroupReaders>();
    for (const { group } of paths) {
      const described = await this.tried(problems, () => admin.describeGroups([group]));
      const description = described?.groups[0];
      if (description) {
        found.set(group, readersOf(description));
      }
    }
    return found;
  }

  /** undefined when the broker refuses just this; what says that it cannot be reached at all is thrown on. */
  private async tried<T>(problems: string[], ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!isOfKafka(error)) {
        throw error;
      }
      const problem = kafkaProblem(error, this.config);
      if (problem.kind === 'unreachable' || problem.kind === 'authentication') {
        throw problem;
      }
      problems.push(problem.message);
      return undefined;
    }
  }

  private async retentionOf(admin: Admin, topic: string): Promise<number | undefined> {
    const known = this.retention.get(topic);
    if (known && Date.now() - known.at < RETENTION_KEPT_MS) {
      return known.ms;
    }
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] };
    // a user without DESCRIBE_CONFIGS is told nothing
    const described = await admin
      .describeConfigs({ resources: [resource], includeSynonyms: false })
      .catch(() => undefined);
    const value = Number(described?.resources[0]?.configEntries[0]?.configValue ?? -1);
    const ms = value > 0 ? value : undefined;
    this.retention.set(topic, { at: Date.now(), ms });
    return ms;
  }
}

interface GroupReaders {
  members: number;
  /** By `topic/partition`. */
  owners: Map<string, string>;
}

function readersOf({ members }: GroupDescription): GroupReaders {
  const owners = new Map<string, string>();
  for (const { clientId, clientHost, memberAssignment } of members) {
    const assigned = memberAssignment.length > 0 ? AssignerProtocol.MemberAssignment.decode(memberAssignment) : null;
    for (const [topic, partitions] of Object.entries(assigned?.assignment ?? {})) {
      for (const partition of partitions) {
        owners.set(`${topic}/${partition}`, `${clientId} at ${clientHost.replace(/^\//, '')}`);
      }
    }
  }
  return { members: members.length, owners };
}

/** For each partition: where messages of some ages stood. */
async function probesOf(admin: Admin, topic: string, now: number): Promise<Map<number, Probe[]>> {
  const probes = new Map<number, Probe[]>();
  for (const ageSeconds of PROBED_AGES) {
    for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(topic, now - ageSeconds * 1000)) {
      probes.set(partition, [...(probes.get(partition) ?? []), { ageSeconds, offset: Number(offset) }]);
    }
  }
  return probes;
}

function seen(
  { signal, group, topic }: SignalPath,
  offsets: PartitionOffsets[],
  committed: CommittedOffset[],
  members: GroupReaders | undefined,
  at: number,
  retentionMs: number | undefined,
  probes: Map<number, Probe[]>
): SeenPartition[] {
  const next = new Map(committed.map((one) => [one.partition, one.committed]));
  return offsets.map(({ partition, first, end }) => {
    const readers: Readers | null = members
      ? { members: members.members, owner: members.owners.get(`${topic}/${partition}`) ?? null }
      : null;
    const sample = { at, first, end, committed: next.get(partition) ?? null, readers };
    return { source: 'broker', signal, group, topic, partition, sample, retentionMs, probes: probes.get(partition) };
  });
}
