import { ConfigResourceTypes, type Admin } from 'kafkajs';

import { elapsedText } from '../../../queries/elapsedText';
import { withKafkaAdmin } from '../../kafka/connect';
import { type CommittedOffset, committedOffsets, lag, type PartitionOffsets, topicOffsets } from '../../kafka/offsets';
import { check } from '../check';
import { readsKafka, signalsOf, type SignalPath } from '../signals';
import { failure, ok, skipped, type Verdict, warning } from '../verdict';
import { count } from '../words';

/** An unread message that has used up this share of the time for which the topic keeps it is in danger. */
const IN_DANGER = 0.5;

export interface GroupFacts {
  group: string;
  topic: string;
  /** undefined: the topic does not exist. */
  offsets?: PartitionOffsets[];
  committed: CommittedOffset[];
  /** Members of the group now. */
  members: number;
  /** How long the topic keeps a message; undefined: for ever, or the user may not know. Milliseconds. */
  retentionMs?: number;
  /** Per partition: of the first message younger than IN_DANGER of the retention. What is older and unread is in danger. */
  youngerFrom?: Map<number, number>;
}

function judgeGroup({ group, topic, offsets, committed, members, retentionMs, youngerFrom }: GroupFacts): Verdict[] {
  if (offsets === undefined) {
    return [skipped(`${group}: the topic ${topic} does not exist`)];
  }
  const next = new Map(committed.map((partition) => [partition.partition, partition.committed]));
  const lost = offsets.reduce((sum, { partition, first }) => {
    const at = next.get(partition);
    return sum + (at == null ? 0 : Math.max(0, first - at));
  }, 0);
  if (lost > 0) {
    return [
      failure(
        `${group}: the broker has deleted ${count(lost, 'message')} of ${topic} that ${lost === 1 ? 'was' : 'were'} never read`,
        'What is lost is lost. Let the queue go on, and keep messages longer in the topic (retention.ms).'
      ),
    ];
  }
  const waiting = lag(offsets, committed);
  const inDanger = offsets.some(({ partition, first, end }) => {
    const at = Math.max(next.get(partition) ?? first, first);
    const younger = youngerFrom?.get(partition);
    return at < end && younger !== undefined && at < younger;
  });
  if (inDanger && retentionMs !== undefined) {
    return [
      failure(
        `${group}: unread messages of ${topic} are more than ${elapsedText((retentionMs * IN_DANGER) / 1000)} old, and it keeps them for ${elapsedText(retentionMs / 1000)}`,
        'Get the queue going (see Queues below), or raise retention.ms of the topic before they are deleted.'
      ),
    ];
  }
  if (waiting > 0 && members === 0) {
    return [
      failure(
        `${group}: ${count(waiting, 'message')} of ${topic} wait and nobody reads`,
        'See Queues below for why the queue does not read.'
      ),
    ];
  }
  return [];
}

export function judgeLag(groups: GroupFacts[]): Verdict[] {
  const verdicts = groups.flatMap(judgeGroup);
  const behind = groups.map(
    ({ group, offsets, committed }) => `${group} ${count(lag(offsets ?? [], committed), 'message')}`
  );
  return verdicts.length > 0 ? verdicts : [ok(`behind by: ${behind.join(', ')}`)];
}

export function judgeRetention(topics: Array<{ topic: string; retentionMs: number | undefined }>): Verdict[] {
  const short = topics.filter(({ retentionMs }) => retentionMs !== undefined && retentionMs < SHORT_RETENTION_MS);
  if (short.length > 0) {
    return short.map(({ topic, retentionMs }) =>
      warning(
        `${topic} keeps messages for ${elapsedText((retentionMs ?? 0) / 1000)} only: a longer stop of ClickHouse loses them`,
        'Raise retention.ms of the topic to what a weekend takes.'
      )
    );
  }
  const kept = topics.map(({ topic, retentionMs }) =>
    retentionMs === undefined ? `${topic}: without end, or not told` : `${topic}: ${elapsedText(retentionMs / 1000)}`
  );
  return [ok(kept.join(', '))];
}

/** A day: shorter than a disturbance that begins on a Friday night. Milliseconds. */
const SHORT_RETENTION_MS = 86_400_000;

export const groupLag = check<GroupFacts[]>({
  area: 'Kafka',
  name: 'lag',
  needs: ['Kafka'],
  applies: readsKafka,
  probe: ({ config }) =>
    withKafkaAdmin(config, async (admin) => {
      const existing = await admin.listTopics();
      return Promise.all(signalsOf(config).map((path) => groupFacts(admin, path, existing.includes(path.topic))));
    }),
  judge: judgeLag,
});

export const retention = check<Array<{ topic: string; retentionMs: number | undefined }>>({
  area: 'Kafka',
  name: 'retention',
  needs: ['Kafka'],
  applies: readsKafka,
  probe: ({ config }) =>
    withKafkaAdmin(config, async (admin) => {
      const existing = await admin.listTopics();
      const wanted = new Set(signalsOf(config).map(({ topic }) => topic));
      const topics = existing.filter((topic) => wanted.has(topic));
      return Promise.all(topics.map(async (topic) => ({ topic, retentionMs: await retentionOf(admin, topic) })));
    }),
  judge: judgeRetention,
});

async function groupFacts(admin: Admin, { group, topic }: SignalPath, exists: boolean): Promise<GroupFacts> {
  if (!exists) {
    return { group, topic, committed: [], members: 0 };
  }
  const [offsets, committed, { groups }, retentionMs] = await Promise.all([
    topicOffsets(admin, topic),
    committedOffsets(admin, group, topic),
    admin.describeGroups([group]),
    retentionOf(admin, topic),
  ]);
  const members = groups[0]?.members.length ?? 0;
  const facts = { group, topic, offsets, committed, members, retentionMs };
  if (retentionMs === undefined || lag(offsets, committed) === 0) {
    return facts;
  }
  const younger = await admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - retentionMs * IN_DANGER);
  return { ...facts, youngerFrom: new Map(younger.map(({ partition, offset }) => [partition, Number(offset)])) };
}

/** retention.ms of a topic; undefined when it keeps everything or the user may not see it. */
async function retentionOf(admin: Admin, topic: string): Promise<number | undefined> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] };
  const described = await admin
    .describeConfigs({ resources: [resource], includeSynonyms: false })
    .catch(() => undefined);
  const value = Number(described?.resources[0]?.configEntries[0]?.configValue ?? -1);
  return value > 0 ? value : undefined;
}
