import { dashboard } from './dashboard';
import { table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { spanColumns } from './spanPanels';
import { service } from './variables';
import { DESTINATION, destinations, MESSAGING_SPANS } from '../../queries/messaging/messaging';
import { levels } from '../../queries/metrics/level';
import { and, sql } from '../../queries/sql';
import { spanList } from '../../queries/traces/list';
import { spansOverTime } from '../../queries/traces/series';

const scope = (kind: 'Producer' | 'Consumer') =>
  rowsWith(
    and([
      MESSAGING_SPANS,
      kind === 'Producer' ? sql`SpanKind = 'Producer'` : sql`SpanKind = 'Consumer'`,
      service.condition,
    ])
  );

export const messaging = dashboard('messaging', {
  description:
    'Queues and topics as services see them: messages sent and taken, how long they waited, how long they took.',
  variables: [service.variable],
  panels: [
    table({
      title: 'Queues and topics',
      description:
        'Waiting is the time from the end of sending to the beginning of taking, of messages whose taker names its sender (as parent or link). More sent than taken: messages gather.',
      sql: sql`SELECT *, failed / greatest(1, sent + taken) AS error_share FROM (${destinations(rowsWith(service.condition))})`,
      columns: {
        destination: { title: 'Queue or topic' },
        system: { title: 'System' },
        sent: { title: 'Sent', unit: 'short' },
        taken: { title: 'Taken', unit: 'short' },
        sent_rate: { title: 'Sent per second', width: 140, unit: 'cps' },
        taken_rate: { title: 'Taken per second', width: 140, unit: 'cps' },
        wait: { title: 'Waiting p95', unit: 'ns' },
        work: { title: 'Taking p95', unit: 'ns' },
        error_share: { title: 'Failed', unit: 'percentunit', worse: 0.01, broken: 0.05 },
      },
      height: 6,
    }),
    timeSeries({
      title: 'Sent',
      description: 'Messages that were sent, per second.',
      bars: true,
      unit: 'cps',
      sql: spansOverTime(scope('Producer'), DESTINATION, 'rate'),
    }),
    timeSeries({
      title: 'Taken',
      description: 'Messages that were taken, per second.',
      bars: true,
      unit: 'cps',
      sql: spansOverTime(scope('Consumer'), DESTINATION, 'rate'),
    }),
    timeSeries({
      title: 'Taking, p95',
      description: 'How long it takes to work on a message, on a logarithmic axis.',
      unit: 'ns',
      sql: spansOverTime(scope('Consumer'), DESTINATION, 'p95'),
      log: true,
      connect: true,
    }),
    timeSeries({
      title: 'Messages that wait',
      description:
        'billing.queue.depth of the demo. Other systems have metrics of their own: kafka.consumer_group.lag, rabbitmq.message.current.',
      unit: 'short',
      sql: levels(
        {
          ...rowsWith(service.condition),
          metric: { name: 'billing.queue.depth', type: 'gauge', unit: '{message}', isMonotonic: false },
          by: 'attribute.messaging.destination.name',
          interval: 'panel',
        },
        'sum'
      ),
      connect: true,
      noValue: 'No service of the range sends this metric',
    }),
    table({
      title: 'Messages that took longest',
      description: 'Consumer spans, the slowest first.',
      sql: spanList(scope('Consumer'), 'slowest', 50),
      columns: spanColumns(),
    }),
  ],
});
