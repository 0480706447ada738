/** What is wrong when a consumer of the Kafka engine reports an exception. */
export type ExceptionKind =
  | 'no SASL'
  | 'authentication'
  | 'authorization'
  | 'unknown topic'
  | 'TLS'
  | 'too slow'
  | 'offsets gone'
  | 'connection'
  | 'rows';

interface ExceptionRule {
  kind: ExceptionKind;
  says: RegExp;
  why: string;
  next: string;
}

/**
 * What the Kafka library and the engine say, first match wins. Connection errors stand near the end, because the others
 * mention brokers too; what is none of them comes from the views.
 */
const RULES: ExceptionRule[] = [
  {
    kind: 'no SASL',
    says: /No provider for SASL mechanism|SASL mechanism .* (is )?not supported|unsupported SASL/i,
    why: 'the Kafka library of this ClickHouse was built without this SASL mechanism (the embedded one has PLAIN only)',
    next: 'Use an official ClickHouse build, or GIROK_KAFKA_SASL_MECHANISM=PLAIN, then run girok migrate up.',
  },
  {
    kind: 'authentication',
    says: /SASL authentication error|Authentication failed|SASL.*(handshake|failed)|invalid credentials/i,
    why: 'the broker refuses the user or the password of the queues',
    next: 'Give the right password to the queues: girok kafka rotate-password (reads GIROK_KAFKA_PASSWORD).',
  },
  {
    kind: 'authorization',
    says: /authorization failed|not authorized|ACL/i,
    why: 'the user of the queues may not read the topic or join the group',
    next: 'Grant it READ and DESCRIBE on the topic and on the consumer groups of the queues.',
  },
  {
    kind: 'unknown topic',
    says: /Unknown topic or partition|topic .*does not exist/i,
    why: 'the topic does not exist',
    next: 'Create the topic, or correct GIROK_KAFKA_TOPIC and run girok migrate up.',
  },
  {
    kind: 'TLS',
    says: /SSL handshake|certificate|ssl\.ca|TLS/i,
    why: 'the TLS connection to the broker is refused',
    next: 'Check GIROK_KAFKA_SECURITY_PROTOCOL and which certificates ClickHouse trusts.',
  },
  {
    kind: 'too slow',
    says: /max\.poll\.interval|Maximum application poll interval/i,
    why: 'the views take longer for one block than the group waits for a member',
    next: 'Make the blocks smaller: GIROK_KAFKA_BLOCK_MESSAGES, then run girok migrate up.',
  },
  {
    kind: 'offsets gone',
    says: /Offset out of range|out of range.*reset/i,
    why: 'the broker had deleted messages before they were read; reading went on at the oldest that it keeps',
    next: 'Keep messages longer in the topic (retention.ms) than the longest stop of ClickHouse.',
  },
  {
    kind: 'connection',
    says: /Connect(ion)? .*(failed|refused|closed|reset|timed out)|Connection (refused|reset|timed out)|brokers? (are|is) down|Disconnected|Broker transport failure|Coordinator|Failed to resolve|Host resolution|timed out|Not leader|Leader not available|ApiVersion/i,
    why: 'the connection to a broker was lost; the queue connects again by itself',
    next: 'Check that the brokers run and that ClickHouse reaches them (GIROK_KAFKA_BROKERS).',
  },
];

const ROWS: ExceptionRule = {
  kind: 'rows',
  says: /^/,
  why: 'a view cannot store a block; the queue reads the same block again and again, and views that can store it store it again',
  next: 'Compare the views and tables with girok migrate verify, and mend what the message names.',
};

/** What an exception text means. */
export function explainException(text: string): Omit<ExceptionRule, 'says'> {
  return RULES.find(({ says }) => says.test(text)) ?? ROWS;
}

/** The text in one line: without the stack trace, and without the C++ around what the Kafka library says. */
export const withoutStack = (text: string) =>
  text
    .split('\n')[0]
    .split(', Stack trace')[0]
    .replace(/^std::exception\. .*?e\.what\(\) = /, '')
    .trim();
