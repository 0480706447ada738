import { KAFKA_USERS } from './users';

export interface BrokerPorts {
  /** Clients and the broker itself. */
  sasl: number;
  controller: number;
}

/** Clients may choose; the embedded engine's librdkafka knows only PLAIN. */
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** Arguments of `StorageTool format` that create the users for SCRAM. */
export const SCRAM_ARGUMENTS = SCRAM.flatMap((mechanism) =>
  Object.entries(KAFKA_USERS).flatMap(([name, password]) => [
    '--add-scram',
    `${mechanism}=[name=${name},password=${password}]`,
  ])
);

/**
 * Configuration of one node that is broker and controller, on loopback, with access control. Nothing is reachable without
 * a password.
 */
export function serverProperties(ports: BrokerPorts, dataDir: string): string {
  const sasl = `127.0.0.1:${ports.sasl}`;
  const controller = `127.0.0.1:${ports.controller}`;
  const plain = jaas('org.apache.kafka.common.security.plain.PlainLoginModule', {
    username: 'admin',
    password: KAFKA_USERS.admin,
    ...Object.fromEntries(Object.entries(KAFKA_USERS).map(([name, password]) => [`user_${name}`, password])),
  });
  const scram = jaas('org.apache.kafka.common.security.scram.ScramLoginModule', {});
  return lines({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `CONTROLLER://${controller},CLIENTS://${sasl}`,
    'advertised.listeners': `CLIENTS://${sasl}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENTS',
    'listener.security.protocol.map': 'CONTROLLER:SASL_PLAINTEXT,CLIENTS:SASL_PLAINTEXT',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': MECHANISMS.join(','),
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': plain,
    'listener.name.clients.plain.sasl.jaas.config': plain,
    ...Object.fromEntries(
      SCRAM.map((mechanism) => [`listener.name.clients.${mechanism.toLowerCase()}.sasl.jaas.config`, scram])
    ),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:admin',
    'allow.everyone.if.no.acl.found': false,
    'log.dirs': dataDir,
    'auto.create.topics.enable': false,
    'message.max.bytes': 10 * 2 ** 20,
    // what is older than a topic keeps it goes at once, not within five minutes
    'log.retention.check.interval.ms': 1000,
    // one node, few messages: small and quick
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'log.cleaner.dedupe.buffer.size': 8 * 2 ** 20,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'group.initial.rebalance.delay.ms': 0,
    // a node that was killed may come back after 3 s instead of 9
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  });
}

/** A backslash or a quote in a value would need escapes of two languages; the test users have none. */
function jaas(module: string, options: Record<string, string>): string {
  const pairs = Object.entries(options).map(([name, value]) => ` ${name}="${value}"`);
  return `${module} required${pairs.join('')};`;
}

const lines = (properties: Record<string, string | number | boolean>) =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
