import { ROOT_CONTEXT, type SpanContext, SpanKind } from '@opentelemetry/api';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Random } from '../story/random';
import { MAIL_MS, SEND_MAIL, TAKE_MAIL } from '../telemetry/mailSpans';
import { type Pod } from '../telemetry/pod';

/** Hands a mail over to a queue that is not there: the spans are real, what they wait for are timers. */
export async function sendMail(pod: Pod, random: Random): Promise<void> {
  const send = pod.tracer.startSpan(SEND_MAIL.name, { kind: SpanKind.PRODUCER, attributes: SEND_MAIL.attributes });
  await sleep(random.duration(MAIL_MS.send));
  send.end();
  void takeMail(pod, random, send.spanContext());
}

/** Later, in a trace of its own that links to the sending. A process that ends leaves what waits. */
async function takeMail(pod: Pod, random: Random, sent: SpanContext) {
  await sleep(random.duration(MAIL_MS.wait), undefined, { ref: false });
  const options = { kind: SpanKind.CONSUMER, attributes: TAKE_MAIL.attributes, links: [{ context: sent }] };
  const take = pod.tracer.startSpan(TAKE_MAIL.name, options, ROOT_CONTEXT);
  await sleep(random.duration(MAIL_MS.take), undefined, { ref: false });
  take.end();
}
