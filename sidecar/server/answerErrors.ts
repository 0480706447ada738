import { type FastifyError, type FastifyInstance } from 'fastify';

import { Problem } from './problem';

/** An error as the callers of some routes read it. */
export type ErrorBody = (status: number, message: string, requestId: string) => object;

/** Errors of this part of the server: in the shape of its callers, with the rest in the log and nothing secret in either. */
export function answerErrors(server: FastifyInstance, body: ErrorBody): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error);
    const { status, message, detail } = problem;
    request.log[status < 500 ? 'warn' : 'error']({ status, detail }, message);
    if (status === 401) {
      reply.header('www-authenticate', 'Bearer');
    }
    return reply.code(status).send(body(status, message, request.id));
  });
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const { statusCode = 500, message, stack } = error;
  return statusCode < 500
    ? new Problem(statusCode, message)
    : new Problem(500, 'girok has failed. Its log says why, under the id of the request.', stack);
}
