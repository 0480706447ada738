import { type FastifyInstance } from 'fastify';
import { setMaxListeners } from 'node:events';

import { Problem } from './problem';

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted when the client has gone, when the time is up, or when the server ends. Whatever takes long heeds it. */
    signal: AbortSignal;
  }
}

/** Signals of requests that are not answered yet, with what is to be done then. */
const unanswered = new WeakMap<AbortSignal, Array<() => void>>();

/** Does something when the request of the signal is answered or stopped; at once when the signal is of no request. */
export function whenAnswered(signal: AbortSignal, work: () => void): void {
  const later = unanswered.get(signal);
  if (!later || signal.aborted) {
    work();
    return;
  }
  later.push(work);
}

function answered(signal: AbortSignal): void {
  unanswered.get(signal)?.forEach((work) => work());
  unanswered.delete(signal);
}

/** Gives every request a signal. @param ending aborted when requests that still run must stop */
export function requestSignals(server: FastifyInstance, timeoutMs: number, ending: AbortSignal): void {
  setMaxListeners(0, ending); // one a request
  server.decorateRequest('signal');
  server.addHook('onRequest', async (request, reply) => {
    const controller = new AbortController();
    const stop = (reason: Problem) => controller.abort(reason);
    const onEnd = () => stop(new Problem(503, 'girok is stopping. Ask again.'));
    const timer = setTimeout(
      () => stop(new Problem(504, `There was no answer within ${timeoutMs / 1000} s. Ask of a shorter time.`)),
      timeoutMs
    );
    ending.addEventListener('abort', onEnd);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      ending.removeEventListener('abort', onEnd);
      if (!reply.raw.writableFinished) {
        stop(new Problem(499, 'The client went away.'));
      }
      answered(controller.signal);
    });
    unanswered.set(controller.signal, []);
    controller.signal.addEventListener('abort', () => answered(controller.signal), { once: true });
    request.signal = controller.signal;
  });
}
