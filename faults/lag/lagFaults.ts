import { type LagSource } from '../../queries/lag/samples';

/** What a fault looks like. faults/consumerLag.fault.test.ts brings it about and compares; docs/lag-and-alerts.md shows it. */
export interface LagFault {
  fault: FaultName;
  /** Whose numbers count. */
  source: LagSource;
  /** `signal STATUS` of every partition that is not OK. */
  statuses: readonly string[];
  /** `rule label/label` of everything that fires after it has lasted for 20 minutes; nothing else does. */
  alerts: readonly string[];
  /** Every sentence at the top of the Pipeline page; `N` is a number, `…` what others say. */
  says: readonly string[];
  /** Part of what the log of `girok serve` says of the broker; undefined: it sees all of it. */
  brokerProblem?: string;
  why: string;
}

export type FaultName =
  | 'consumer stopped'
  | 'a view throws'
  | 'a message that a view cannot store'
  | 'a message that is no telemetry'
  | 'broker killed'
  | 'retention shorter than the lag'
  | 'partitions added'
  | 'group put back by hand'
  | 'wrong password in the queues'
  | 'wrong password in girok'
  | 'expired certificate'
  | 'no right to describe the groups'
  | 'ClickHouse restarted';

const SIGNALS = ['logs', 'metrics', 'traces'] as const;
const BROKER_NOT_SEEN = 'The newest sample of the broker is N min old: what it says is not about now.';

export const LAG_FAULTS: readonly LagFault[] = [
  {
    fault: 'consumer stopped',
    source: 'broker',
    statuses: ['logs STOPPED'],
    alerts: ['girok-no-consumer logs/audit_logs_queue'],
    says: [
      'logs: consumer group girok-logs stands still on otel-telemetry/0 at offset N: N messages wait and nobody is in the group',
    ],
    why: 'that the queue has no consumer says more than that it stands still',
  },
  {
    fault: 'a view throws',
    source: 'broker',
    statuses: ['logs STALLED'],
    alerts: ['girok-view-errors logs/audit_logs_queue'],
    says: [
      'logs: consumer group girok-logs is stalled on otel-telemetry/0 at offset N: N messages wait and the consumer fails: …',
    ],
    why: 'the exception names the view; its sibling views store their rows again with each try',
  },
  {
    fault: 'a message that a view cannot store',
    source: 'broker',
    statuses: ['logs STALLED'],
    alerts: ['girok-view-errors logs/audit_logs_queue'],
    says: [
      'logs: consumer group girok-logs is stalled on otel-telemetry/0 at offset N: N messages wait and the consumer fails: …',
    ],
    why: 'the same as a view that throws; the offset is that of the first message of the block',
  },
  {
    fault: 'a message that is no telemetry',
    source: 'broker',
    statuses: [],
    alerts: ['girok-dead-letters logs'],
    says: ['logs: N message of the last N min could not be read: kept as dead letters'],
    why: 'it stops nothing: it is kept as a dead letter, by the queue of the logs alone',
  },
  {
    fault: 'broker killed',
    source: 'clickhouse',
    statuses: [],
    alerts: [
      ...SIGNALS.map((signal) => `girok-consumer-exceptions ${signal}/audit_${signal}_queue`),
      'girok-monitor-blind broker',
    ],
    says: [...SIGNALS.map((signal) => `audit_${signal}_queue: …`), BROKER_NOT_SEEN],
    brokerProblem: 'does not answer',
    why: 'two do not see it, girok and the queues, which lose their partitions; nothing is known to wait, so nothing is said about lag',
  },
  {
    fault: 'retention shorter than the lag',
    source: 'broker',
    statuses: ['logs LOST'],
    alerts: ['girok-no-consumer logs/audit_logs_queue', 'girok-retention logs/otel-telemetry/0'],
    says: [
      'logs: consumer group girok-logs has lost messages on otel-telemetry/0 at offset N: the broker has deleted N messages that nobody had read',
    ],
    why: 'the queue is detached, or there were no lag: the cause and the loss are two alerts',
  },
  {
    fault: 'partitions added',
    source: 'broker',
    statuses: ['logs UNASSIGNED', 'metrics UNASSIGNED', 'traces UNASSIGNED'],
    alerts: SIGNALS.map((signal) => `girok-no-assignment ${signal}`),
    says: SIGNALS.map(
      (signal) =>
        `${signal}: consumer group girok-${signal} does not have otel-telemetry/1: N messages wait and the only member does not have this partition`
    ),
    why: 'the queues look for new partitions every five minutes; with each queue that is attached anew it is over at once',
  },
  {
    fault: 'group put back by hand',
    source: 'broker',
    statuses: ['logs REWOUND'],
    alerts: ['girok-lag-time logs/otel-telemetry/0'],
    says: [
      'logs: consumer group girok-logs reads again otel-telemetry/0 at offset N: the group went back and reads again; N messages until the end',
    ],
    why: 'it reads messages of two hours ago; put back by less than five minutes it raises nothing',
  },
  {
    fault: 'wrong password in the queues',
    source: 'broker',
    statuses: ['logs STALLED'],
    alerts: ['girok-consumer-exceptions logs/audit_logs_queue'],
    says: [
      'logs: consumer group girok-logs is stalled on otel-telemetry/0 at offset N: N messages wait and the consumer fails: …',
    ],
    why: 'the exception says why nobody is in the group; queues that are connected already go on',
  },
  {
    fault: 'wrong password in girok',
    source: 'clickhouse',
    statuses: [],
    alerts: ['girok-monitor-blind broker'],
    says: [BROKER_NOT_SEEN],
    brokerProblem: 'refused user "girok"',
    why: 'only girok does not see the broker: ClickHouse goes on reading, and says so',
  },
  {
    fault: 'expired certificate',
    source: 'clickhouse',
    statuses: [],
    alerts: ['girok-consumer-exceptions logs/audit_logs_queue', 'girok-monitor-blind broker'],
    says: ['audit_logs_queue: …', BROKER_NOT_SEEN],
    brokerProblem: 'certificate has expired',
    why: 'girok refuses it, and so does the queue that connects anew',
  },
  {
    fault: 'no right to describe the groups',
    source: 'clickhouse',
    statuses: [],
    alerts: ['girok-monitor-blind broker'],
    says: [BROKER_NOT_SEEN],
    brokerProblem: 'no coordinator of the consumer group',
    why: 'without the groups there is no lag to be seen of the broker',
  },
  {
    fault: 'ClickHouse restarted',
    source: 'broker',
    statuses: [],
    alerts: [],
    says: [],
    why: 'it goes on where it had committed; while it was away no rule could be evaluated, which is an error and no alert',
  },
];

/** A sentence of the table as a pattern. */
export const patternOf = (sentence: string): RegExp =>
  new RegExp(
    `^${sentence
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\bN\b/g, '[\\d,]+')
      .replace(/…/g, '[^]+')}$`
  );
