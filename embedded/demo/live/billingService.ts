import { type Client, type MethodDefinition, type requestCallback, type ServiceDefinition } from '@grpc/grpc-js';

import { type BillingMethodName, BILLING_METHODS } from '../story/operations';
import { type ShopRequest } from '../story/request';
import { BILLING_SERVICE } from '../story/services';

/** What a call answers. */
export interface BillingReply {
  records: number;
}

type Method = MethodDefinition<ShopRequest, BillingReply>;

const write = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Messages are JSON: gRPC leaves the encoding to the service, and the demo needs no generated code this way. */
const methodDefinition = (name: string): Method => ({
  path: `/${BILLING_SERVICE}/${name}`,
  originalName: name,
  requestStream: false,
  responseStream: false,
  requestSerialize: write,
  requestDeserialize: (bytes) => JSON.parse(bytes.toString('utf8')) as ShopRequest,
  responseSerialize: write,
  responseDeserialize: (bytes) => JSON.parse(bytes.toString('utf8')) as BillingReply,
});

export const BILLING_DEFINITION: ServiceDefinition<Record<BillingMethodName, Method>> = Object.fromEntries(
  Object.keys(BILLING_METHODS).map((name) => [name, methodDefinition(name)])
) as Record<BillingMethodName, Method>;

/** What grpc-js makes of the definition. */
export type BillingClient = Client &
  Record<BillingMethodName, (request: ShopRequest, done: requestCallback<BillingReply>) => unknown>;
