/** A message that no well-behaved sender writes. */
export interface Hostile {
  /** What is wrong with it, for the report of a failure. */
  kind: string;
  value: Buffer;
  key?: Buffer;
  /** The time that the sender gives the message: milliseconds since 1970 as Kafka takes them, -1 for none. */
  timestamp?: string;
}
