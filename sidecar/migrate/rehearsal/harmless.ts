import { type Variables } from '../variables';

/** Nothing listens there: port 1 of this machine. */
export const NO_BROKER = '127.0.0.1:1';
const NO_SECRET = 'rehearsal';
/** In front of the name of each consumer group. A group of its own could not disturb the real one even if it joined. */
const GROUP_PREFIX = 'girok-rehearsal-';

/** Names of settings that hold a credential. */
const SECRET_NAME = /password|secret|token/;

/**
 * The variables of a rehearsal: no broker that can be reached, no real credential, consumer groups of its own. A Kafka
 * queue with views behind it starts to consume as soon as it exists, and would commit offsets of rows that the rehearsal
 * throws away.
 */
export function rehearsalVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries({ kafka_password: NO_SECRET, ...variables }).map(([name, value]) => {
      if (name === 'kafka_brokers') {
        return [name, NO_BROKER];
      }
      if (SECRET_NAME.test(name) || name === 'kafka_username') {
        return [name, NO_SECRET];
      }
      return [name, /^kafka_\w*group$/.test(name) ? GROUP_PREFIX + String(value) : value];
    })
  );
}

/**
 * The statement as one server without Keeper runs it: the tables of a cluster, not replicated. What is compared later
 * leaves replication out as well (engineClauses.ts).
 */
export const onOneServer = (statement: string): string =>
  statement
    .replace(/\s+ON CLUSTER (?:'[^']*'|`[^`]*`|\w+)/g, '')
    // with the path in Keeper and the name of the replica, where the table has its own
    .replace(
      /\bENGINE\s*=\s*Replicated(\w*MergeTree)(?:\('[^']*', '[^']*'(?:, )?)?/g,
      (whole: string, engine: string) => (whole.includes('(') ? `ENGINE = ${engine}(` : `ENGINE = ${engine}`)
    );

/** A setting of a rehearsed queue as it is without the rehearsal. */
export const withoutRehearsal = (setting: string): string => setting.replace(`'${GROUP_PREFIX}`, "'");

const BROKER_LIST = /["`]?(?:kafka_broker_list|metadata\.broker\.list|bootstrap\.servers)["`]?\s*=\s*'([^']*)'/gi;
const OTHER_BROKER =
  /\b(?:ENGINE\s*=\s*)?Kafka\s*\(\s*'|\bENGINE\s*=\s*(?:RabbitMQ|NATS|S3Queue|AzureQueue|MySQL|PostgreSQL|MaterializedPostgreSQL|MongoDB|Redis)\b/i;

/**
 * The second lock on the same door: why a statement must not be rehearsed, or undefined. It reads the statement itself,
 * so that a template that writes a broker down, or a caller that rendered with the real variables, is stopped as well.
 */
export function whyNotHarmless(statement: string): string | undefined {
  const reachable = [...statement.matchAll(BROKER_LIST)].find(([, brokers]) => brokers !== NO_BROKER);
  if (reachable) {
    return `it names the Kafka brokers ${reachable[1]}, which the rehearsal must not reach`;
  }
  const other = OTHER_BROKER.exec(statement);
  return other ? `it connects to something outside (${other[0].trim()})` : undefined;
}

/** What the scratch engine is told of the environment: nothing of girok's configuration and nothing that is secret. */
export function harmlessEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^GIROK_|PASSWORD|SECRET|TOKEN/i.test(name));
  return { ...Object.fromEntries(kept), TZ: 'UTC', NODE_OPTIONS: '' };
}
