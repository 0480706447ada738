import { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import { acknowledgementRequest } from './request';
import { type StoreAcknowledgement } from './storeEvent';
import { identityOf } from '../server/authenticate';
import { Problem } from '../server/problem';

/** `POST /acknowledgements`: 201 when the audit event is stored. */
export function acknowledgements(server: FastifyInstance, store: StoreAcknowledgement): void {
  server.post('/acknowledgements', async (request, reply) => {
    const read = acknowledgementRequest.safeParse(request.body);
    if (!read.success) {
      throw new Problem(400, `This is no acknowledgement: ${z.prettifyError(read.error)}`);
    }
    await store(identityOf(request), read.data);
    return reply.code(201).send({ eventId: read.data.eventId });
  });
}
