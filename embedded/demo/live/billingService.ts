import { type Call } from '../../../examples/grpc/client';
import { jsonMethods } from '../../../examples/grpc/jsonMethods';
import { type BillingMethodName, BILLING_METHODS } from '../story/operations';
import { type ShopRequest } from '../story/request';
import { BILLING_SERVICE } from '../story/services';

/** What a call answers. */
export interface BillingReply {
  records: number;
}

export const BILLING_NAMES = Object.keys(BILLING_METHODS) as BillingMethodName[];
export const BILLING = jsonMethods<BillingMethodName, ShopRequest, BillingReply>(BILLING_SERVICE, BILLING_NAMES);

export type CallBilling = Call<BillingMethodName, ShopRequest, BillingReply>;
