import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js';

import { type Methods } from './jsonMethods';

/** A call that a service refuses, with its gRPC status. Anything else that a method throws is answered as INTERNAL. */
export class Refused extends Error {
  constructor(
    readonly code: status,
    message: string
  ) {
    super(message);
  }
}

/** Serves on 127.0.0.1 at `port`, 0 for a free one. */
export async function serve<Name extends string, Request, Reply>(
  methods: Methods<Name, Request, Reply>,
  answers: Record<Name, (request: Request) => Promise<Reply>>,
  port: number
): Promise<{ server: Server; port: number }> {
  const server = new Server();
  const names = Object.keys(answers) as Name[];
  server.addService(methods, Object.fromEntries(names.map((name) => [name, unary(answers[name])])));
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at)
    )
  );
  return { server, port: bound };
}

const unary =
  <Request, Reply>(answer: (request: Request) => Promise<Reply>): handleUnaryCall<Request, Reply> =>
  ({ request }, done) => {
    answer(request).then(
      (reply) => done(null, reply),
      (error: Error) => done({ code: error instanceof Refused ? error.code : status.INTERNAL, message: error.message })
    );
  };
