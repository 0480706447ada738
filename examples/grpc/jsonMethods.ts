import { type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';

/** A service whose methods take one message and answer one. */
export type Methods<Name extends string, Request, Reply> = ServiceDefinition<
  Record<Name, MethodDefinition<Request, Reply>>
>;

const write = (value: unknown) => Buffer.from(JSON.stringify(value));

/**
 * Methods of a service with messages as JSON: gRPC leaves the encoding to the service, and this one needs no generated code.
 * Yours may come from a .proto file.
 */
export function jsonMethods<Name extends string, Request, Reply>(
  service: string,
  names: readonly Name[]
): Methods<Name, Request, Reply> {
  const method = (name: Name): MethodDefinition<Request, Reply> => ({
    path: `/${service}/${name}`,
    originalName: name,
    requestStream: false,
    responseStream: false,
    requestSerialize: write,
    requestDeserialize: (bytes) => JSON.parse(bytes.toString('utf8')) as Request,
    responseSerialize: write,
    responseDeserialize: (bytes) => JSON.parse(bytes.toString('utf8')) as Reply,
  });
  return Object.fromEntries(names.map((name) => [name, method(name)])) as Methods<Name, Request, Reply>;
}
