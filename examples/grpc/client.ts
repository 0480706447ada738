import {
  type CallOptions,
  type Client,
  credentials,
  makeGenericClientConstructor,
  type requestCallback,
} from '@grpc/grpc-js';

import { type Methods } from './jsonMethods';

/** Calls a method. @throws ServiceError with the status that the service gave, or UNAVAILABLE, DEADLINE_EXCEEDED … */
export type Call<Name extends string, Request, Reply> = (
  method: Name,
  request: Request,
  options?: CallOptions
) => Promise<Reply>;

type Stub<Name extends string, Request, Reply> = Client &
  Record<Name, (request: Request, options: CallOptions, done: requestCallback<Reply>) => unknown>;

/** A client of the service at `address` (`host:port`). A call carries the trace and the baggage of whoever makes it. */
export function clientOf<Name extends string, Request, Reply>(
  methods: Methods<Name, Request, Reply>,
  address: string
): Call<Name, Request, Reply> {
  const Service = makeGenericClientConstructor(methods, '');
  const stub = new Service(address, credentials.createInsecure()) as unknown as Stub<Name, Request, Reply>;
  return (method, request, options = {}) =>
    new Promise((resolve, reject) =>
      stub[method](request, options, (error, reply) => (error ? reject(error) : resolve(reply!)))
    );
}
