import { z } from 'zod';

import { ACK_ACTIONS } from '../../queries/alerts/acknowledgement/record';

const name = z.string().min(1).max(500);

/** What the page sends when somebody has acknowledged an alert, or undone it. Who it was says Grafana's signed identity. */
export const acknowledgementRequest = z.strictObject({
  action: z.enum(ACK_ACTIONS),
  /** Of the event, chosen by the page, which puts it into the note as well. */
  eventId: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  key: name,
  ruleUid: name,
  ruleTitle: name,
  labels: z
    .record(z.string().max(200), z.string().max(500))
    .refine((labels) => Object.keys(labels).length <= 20, 'has more than 20 labels'),
  silenceId: name,
  /** ms since 1970, of this century. */
  until: z.number().int().min(0).max(4_102_444_800_000),
  note: z.string().max(1000),
  value: z.number().nullable(),
});

export type AcknowledgementRequest = z.infer<typeof acknowledgementRequest>;
