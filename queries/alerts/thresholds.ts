/**
 * When an alert rule fires, all in one place. After a change run `GIROK_UPDATE_GOLDEN=1 npx jest --selectProjects node
 * --testPathPattern alerts`, which writes provisioning/alerting/ anew.
 */
export const ALERT_THRESHOLDS = {
  /** Age of the oldest unread message. Seconds. */
  lagSeconds: 300,
  /** Unread messages of one partition, and more than were written in so many seconds. */
  lagMessages: 100_000,
  lagMessagesSeconds: 300,
  /** A lag smaller than this may grow without a word. Messages. */
  growingFrom: 10_000,
  /** Compared with so long ago. Minutes. */
  growingMinutes: 15,
  /** Since the newest row of a signal was stored. Seconds. */
  freshnessSeconds: 900,
  /** A signal without a row in so many days is not in use. */
  inUseDays: 7,
  /** Dead letters of the last minutes. */
  deadLetterMinutes: 10,
  /** Active parts of one partition of a table; ClickHouse slows inserts down at 1,000 and refuses them at 3,000. */
  parts: 300,
  /** Times that partitions were taken away from a queue's consumers, in so many minutes. */
  revocations: 4,
  revocationMinutes: 15,
  /** Share of the retention that the oldest unread message has used. */
  retentionUsed: 0.5,
  /** Age of the newest sample of a source. Seconds. */
  blindSeconds: 120,
} as const;

/** How Grafana is told to notify. */
export const NOTIFICATION = {
  /** The contact point of provisioning/alerting/girok-contact-point.yaml: there is none that every Grafana has. */
  receiver: 'girok-pipeline',
  /** Not longer than the shortest acknowledgement: a silence that ends does not notify by itself, only this does. */
  repeatInterval: '30m',
} as const;
