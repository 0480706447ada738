import { MAIL_QUEUE } from '../story/services';

/** Spans of one mail by the semantic conventions of messaging: sending it, and taking it later. */
export const SEND_MAIL = {
  name: 'send invoice-mail',
  attributes: { ...MAIL_QUEUE, 'messaging.operation.type': 'send', 'messaging.operation.name': 'send' },
};

export const TAKE_MAIL = {
  name: 'process invoice-mail',
  attributes: { ...MAIL_QUEUE, 'messaging.operation.type': 'process', 'messaging.operation.name': 'process' },
};

/** Milliseconds that sending, waiting in the queue and mailing take on an ordinary day. */
export const MAIL_MS = { send: 1.2, wait: 400, take: 55 };
