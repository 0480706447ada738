import { ConfigResourceTypes } from 'kafkajs';

import { expiredTlsFront } from './expiredCertificate';
import { type FaultName } from './lagFaults';
import { type LagWatch } from './lagWatch';
import { type PlacedMessage, send } from '../../embedded/kafka/place';
import { kafkaSettings } from '../../embedded/kafka/users';
import { identifier, literal } from '../../queries/sql';
import { connectKafka } from '../../sidecar/kafka/connect';
import { type FaultPipeline, until } from '../faultPipeline';
import { numberedMessage } from '../numberedMessage';

/** How a fault is brought about and taken away again, on a pipeline that has read everything. */
export interface Injection {
  /** Before anything is sampled. */
  before?: (pipeline: FaultPipeline) => Promise<void>;
  inject: (pipeline: FaultPipeline, watch: LagWatch) => Promise<void>;
  heal: (pipeline: FaultPipeline, watch: LagWatch) => Promise<void>;
}

const QUEUE = 'audit_logs_queue';
const FEW = 30;
const WRONG = 'wr0ng-passw0rd';

const attachAnew = async (pipeline: FaultPipeline, queue = QUEUE) => {
  await pipeline.command(`DETACH TABLE ${queue} SYNC`);
  await pipeline.command(`ATTACH TABLE ${queue}`);
};

const setCollection = (pipeline: FaultPipeline, settings: Record<string, string>) =>
  pipeline.command(
    `ALTER NAMED COLLECTION ${identifier(pipeline.config.kafkaCollection).text} SET ${Object.entries(settings)
      .map(([name, value]) => `${identifier(name).text} = ${literal(value).text}`)
      .join(', ')}`
  );

const setRetention = (pipeline: FaultPipeline, ms: number) =>
  pipeline.broker.admin((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: pipeline.config.kafkaTopic,
          configEntries: [{ name: 'retention.ms', value: String(ms) }],
        },
      ],
    })
  );

async function sendTo(pipeline: FaultPipeline, messages: PlacedMessage[]): Promise<void> {
  const producer = connectKafka(kafkaSettings(pipeline.broker.address, 'producer')).producer({
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  try {
    await send(producer, pipeline.config.kafkaTopic, messages);
  } finally {
    await producer.disconnect();
  }
}

const logs = (count: number, partition = 0, age = 0): PlacedMessage[] =>
  Array.from({ length: count }, (_, i) => ({
    partition,
    value: numberedMessage('logs', 1_000_000 + i, Date.now()),
    timestamp: String(Date.now() - age),
  }));

const TWO_HOURS_MS = 7_200_000;
const WEEK_MS = 604_800_000;
/** Of two hours ago; of the kept messages the group is put back by less than half, so that retention is no matter. */
const OLD = { messages: 1600, readFrom: 1000 };

export const INJECTIONS: Record<FaultName, Injection> = {
  'consumer stopped': {
    inject: async (pipeline) => {
      await pipeline.command(`DETACH TABLE ${QUEUE} SYNC`);
      await pipeline.producer.send(FEW);
    },
    heal: (pipeline) => pipeline.command(`ATTACH TABLE ${QUEUE}`),
  },
  'a view throws': {
    inject: async (pipeline) => {
      await pipeline.command(
        `CREATE MATERIALIZED VIEW broken_mv ENGINE = MergeTree ORDER BY tuple() AS SELECT throwIf(message != '', 'no room') AS x FROM ${QUEUE}`
      );
      // the consumer knows of the new view from its start on
      await attachAnew(pipeline);
      await pipeline.producer.send(FEW);
    },
    heal: (pipeline) => pipeline.command('DROP TABLE broken_mv SYNC'),
  },
  'a message that a view cannot store': {
    inject: async (pipeline) => {
      await pipeline.command("ALTER TABLE otel_audit_logs ADD CONSTRAINT no_poison CHECK Body != 'poison'");
      const body = { stringValue: 'poison' };
      const message = {
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, body }] }] }],
      };
      await sendTo(pipeline, [{ partition: 0, value: JSON.stringify(message) }, ...logs(FEW)]);
    },
    heal: (pipeline) => pipeline.command('ALTER TABLE otel_audit_logs DROP CONSTRAINT no_poison'),
  },
  'a message that is no telemetry': {
    inject: (pipeline) => sendTo(pipeline, [{ partition: 0, value: '{' }]),
    heal: (pipeline) => pipeline.command('TRUNCATE TABLE otel_audit_dead_letters'),
  },
  'broker killed': {
    inject: (pipeline) => pipeline.broker.kill(),
    heal: (pipeline) => pipeline.broker.start(),
  },
  'retention shorter than the lag': {
    inject: async (pipeline) => {
      await pipeline.command(`DETACH TABLE ${QUEUE} SYNC`);
      await pipeline.producer.send(FEW);
      await setRetention(pipeline, 1000);
    },
    heal: async (pipeline) => {
      await setRetention(pipeline, WEEK_MS);
      await pipeline.command(`ATTACH TABLE ${QUEUE}`);
      await pipeline.producer.send(FEW);
    },
  },
  'partitions added': {
    inject: async (pipeline) => {
      const { kafkaTopic: topic } = pipeline.config;
      await pipeline.broker.admin((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] }));
      await sendTo(pipeline, logs(FEW, 1));
    },
    heal: async (pipeline) => {
      await pipeline.detachQueues();
      await pipeline.attachQueues();
    },
  },
  'group put back by hand': {
    before: async (pipeline) => {
      // girok's own history of the topic begins after them, as it does in a topic that is older than an hour
      await pipeline.command(`DETACH TABLE ${QUEUE} SYNC`);
      const { kafkaTopic: topic } = pipeline.config;
      await pipeline.broker.admin(async (admin) => {
        const [{ high }] = await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: high }] });
      });
      await sendTo(pipeline, logs(OLD.messages, 0, TWO_HOURS_MS));
      await pipeline.command(`ATTACH TABLE ${QUEUE}`);
    },
    inject: async (pipeline) => {
      const { kafkaTopic: topic, kafkaLogsGroup: groupId } = pipeline.config;
      // each block takes seconds, so that there is time to look
      await pipeline.command(
        `CREATE MATERIALIZED VIEW slow_mv ENGINE = MergeTree ORDER BY tuple() AS SELECT sleepEachRow(0.05) AS x FROM ${QUEUE}`
      );
      await pipeline.command(`DETACH TABLE ${QUEUE} SYNC`);
      await pipeline.broker.admin(async (admin) => {
        // offsets of a group can be set when its last member has left
        await until(
          async () => (await admin.describeGroups([groupId])).groups[0].state === 'Empty',
          `${groupId} to be empty`
        );
        const [{ low }] = await admin.fetchTopicOffsets(topic);
        const offset = String(Number(low) + OLD.readFrom);
        await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset }] });
      });
      await pipeline.command(`ATTACH TABLE ${QUEUE}`);
    },
    heal: async (pipeline) => {
      await pipeline.command('DROP TABLE slow_mv SYNC');
      await attachAnew(pipeline);
    },
  },
  'wrong password in the queues': {
    inject: async (pipeline) => {
      await setCollection(pipeline, { kafka_sasl_password: WRONG });
      await attachAnew(pipeline);
      await pipeline.producer.send(FEW);
    },
    heal: async (pipeline) => {
      await setCollection(pipeline, { kafka_sasl_password: pipeline.config.kafkaPassword ?? '' });
      await attachAnew(pipeline);
    },
  },
  'wrong password in girok': {
    inject: (_, watch) => watch.sampleWith({ kafkaPassword: WRONG }),
    heal: (_, watch) => watch.sampleWith({}),
  },
  'expired certificate': {
    inject: async (pipeline, watch) => {
      const front = await expiredTlsFront(pipeline.broker.address);
      watch.alsoClose(front.close);
      await setCollection(pipeline, {
        kafka_broker_list: front.address,
        kafka_security_protocol: 'SASL_SSL',
        'kafka.ssl_ca_location': front.authorityFile,
      });
      await attachAnew(pipeline);
      await watch.sampleInProcess(
        { kafkaBrokers: front.address, kafkaSecurityProtocol: 'SASL_SSL' },
        { NODE_EXTRA_CA_CERTS: front.authorityFile }
      );
    },
    heal: async (pipeline, watch) => {
      await setCollection(pipeline, {
        kafka_broker_list: pipeline.broker.address,
        kafka_security_protocol: 'SASL_PLAINTEXT',
      });
      await attachAnew(pipeline);
      await watch.sampleWith({});
    },
  },
  'no right to describe the groups': {
    inject: (pipeline, watch) => watch.sampleWith(kafkaSettings(pipeline.broker.address, 'producer')),
    heal: (_, watch) => watch.sampleWith({}),
  },
  'ClickHouse restarted': {
    inject: async (pipeline) => {
      await pipeline.killEngine();
      await pipeline.producer.send(FEW);
      await pipeline.startEngine();
    },
    heal: async () => {},
  },
};
