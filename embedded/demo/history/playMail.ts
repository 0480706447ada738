import { type Context, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';

import { isIn, SLOW_DATABASE } from '../story/day';
import { type Random } from '../story/random';
import { hrTime } from '../telemetry/hrTime';
import { MAIL_MS, SEND_MAIL, TAKE_MAIL } from '../telemetry/mailSpans';
import { type Pod } from '../telemetry/pod';

/** Times the ordinary wait, while mails have to look things up in the slow database. */
const SLOW_FACTOR = 40;

/**
 * One past mail: its sending within the request, and its taking in a trace of its own that links to it. Returns the time
 * at which it was sent, in milliseconds.
 */
export function playMail(billing: Pod, parent: Context, start: number, minute: number, random: Random): number {
  const sent = start + random.duration(MAIL_MS.send);
  const send = billing.tracer.startSpan(
    SEND_MAIL.name,
    { kind: SpanKind.PRODUCER, startTime: hrTime(start), attributes: SEND_MAIL.attributes },
    parent
  );
  send.end(hrTime(sent));
  const taken = sent + random.duration(MAIL_MS.wait) * (isIn(SLOW_DATABASE, minute) ? SLOW_FACTOR : 1);
  billing.tracer
    .startSpan(
      TAKE_MAIL.name,
      {
        kind: SpanKind.CONSUMER,
        startTime: hrTime(taken),
        attributes: TAKE_MAIL.attributes,
        links: [{ context: send.spanContext() }],
      },
      ROOT_CONTEXT
    )
    .end(hrTime(taken + random.duration(MAIL_MS.take)));
  return sent;
}
