import { type Config } from '../../config';
import { withKafkaAdmin } from '../../kafka/connect';
import { check } from '../check';
import { explainError } from '../explainError';
import { readsKafka } from '../signals';
import { failure, ok, type Verdict } from '../verdict';
import { count } from '../words';

export interface BrokerFacts {
  /** `SASL_PLAINTEXT, SCRAM-SHA-256, user girok` */
  way: string;
  brokers: string[];
  tookMs: number;
  error?: unknown;
}

export function judgeBroker({ way, brokers, tookMs, error }: BrokerFacts): Verdict[] {
  if (error !== undefined) {
    const { text, next } = explainError(error);
    return [failure(text, next)];
  }
  return [ok(`${count(brokers.length, 'broker')} (${brokers.join(', ')}) by ${way}, in ${Math.round(tookMs)} ms`)];
}

export const broker = check<BrokerFacts>({
  area: 'Kafka',
  name: 'answers',
  proves: 'Kafka',
  applies: readsKafka,
  probe: async ({ config }) => {
    const begun = performance.now();
    const facts = { way: wayOf(config), brokers: [] };
    try {
      // a request, because to connect alone proves nothing
      const { brokers } = await withKafkaAdmin(config, (admin) => admin.describeCluster());
      const names = brokers.map(({ host, port }) => `${host}:${port}`);
      return { ...facts, brokers: names, tookMs: performance.now() - begun };
    } catch (error) {
      return { ...facts, error, tookMs: performance.now() - begun };
    }
  },
  judge: judgeBroker,
});

function wayOf(config: Config): string {
  const { kafkaSecurityProtocol: protocol, kafkaSaslMechanism: mechanism, kafkaUsername: user } = config;
  return protocol.startsWith('SASL') ? `${protocol}, ${mechanism}, user ${user}` : protocol;
}
