import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { type HttpRequest, toHttp } from './httpRequest';
import { LIVE_REQUESTS_PER_SECOND } from '../story/day';
import { nextRequest } from '../story/minute';
import { type Random } from '../story/random';

/** Plays the people: sends ordinary requests to storefront at a calm and uneven rate until `signal` says stop. */
export async function drive(port: number, random: Random, signal: AbortSignal, onSent: (requests: number) => void) {
  const agent = new Agent({ keepAlive: true });
  for (let sent = 1; !signal.aborted; sent++) {
    // a person who gets no answer tries something else
    send(port, agent, toHttp(nextRequest(random))).catch(() => {});
    onSent(sent);
    // exponential gaps, as independent people leave
    const gap = (-Math.log(1 - random.next()) * 1000) / LIVE_REQUESTS_PER_SECOND;
    await sleep(gap, undefined, { signal }).catch(() => {});
  }
  agent.destroy();
}

function send(port: number, agent: Agent, { method, path, headers, body }: HttpRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    httpRequest({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
      .on('response', (response) => response.on('end', resolve).resume())
      .on('error', reject)
      .end(body);
  });
}
