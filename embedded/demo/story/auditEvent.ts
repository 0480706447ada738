import {
  type Action,
  type Audited,
  type BillingMethodName,
  billingMethod,
  type Operation,
  OPERATIONS,
} from './operations';
import { type ShopRequest, type Verdict } from './request';
import { type Actor, type Tenant } from './tenants';
import { type AuditEvent } from '../../../examples/audit/audit';

/** An event of the shop: what `audit` takes, with the shop's own words. */
export interface ShopEvent extends AuditEvent {
  action: Action;
  tenant: Tenant;
  actor: Actor;
}

const VERBS: Record<Action, { past: string; infinitive: string }> = {
  LOGIN: { past: 'logged in to', infinitive: 'log in to' },
  LOGOUT: { past: 'logged out of', infinitive: 'log out of' },
  READ: { past: 'read', infinitive: 'read' },
  CREATE: { past: 'created', infinitive: 'create' },
  UPDATE: { past: 'updated', infinitive: 'update' },
  DELETE: { past: 'deleted', infinitive: 'delete' },
  EXPORT: { past: 'exported', infinitive: 'export' },
  APPROVE: { past: 'authorised', infinitive: 'authorise' },
  EXECUTE: { past: 'deployed', infinitive: 'deploy' },
  ASSIGN_ROLE: { past: 'changed the roles of', infinitive: 'change the roles of' },
  REVOKE: { past: 'revoked a role of', infinitive: 'revoke a role of' },
};

/** What storefront writes about a request; undefined for what nobody needs to answer for. */
export function storefrontEvent(request: ShopRequest, verdict: Verdict): ShopEvent | undefined {
  const { audited }: Operation = OPERATIONS[request.operation];
  const { tenant, actor, target, records, roles } = request;
  return audited && auditEvent(audited, { tenant, actor, target, records, change: roles, reason: verdict.reason });
}

/** What billing writes about a call; undefined for methods about which storefront writes all there is. */
export function billingEvent(method: BillingMethodName, request: ShopRequest, reason?: string): ShopEvent | undefined {
  const { audited } = billingMethod(method);
  const { tenant, actor } = request;
  return audited && auditEvent(audited, { tenant, actor, target: billingTarget(audited.targetType, request), reason });
}

const billingTarget = (type: string, { target }: ShopRequest) =>
  target.replace(/^ord-/, type === 'payment' ? 'pay-' : 'inv-');

type Facts = Pick<ShopEvent, 'tenant' | 'actor' | 'records' | 'change' | 'reason'> & { target: string };

/** An event about something audited. It is a failure when there is a reason. */
export function auditEvent({ event, action, targetType }: Audited, { target, ...facts }: Facts): ShopEvent {
  const { tenant, actor, records, reason, change } = facts;
  const object = records === undefined ? objectOf(targetType, target) : `${thousands(records)} ${targetType}s`;
  const verb = VERBS[action];
  const sentence = reason
    ? `${actor.id} tried to ${verb.infinitive} ${object}: ${reason}`
    : `${actor.id} ${verb.past} ${object}`;
  return {
    ...{ event, action, tenant, actor, records, reason, change, sentence },
    target: { id: target, type: targetType },
    outcome: reason ? 'failure' : 'success',
  };
}

const objectOf = (type: string, id: string) => (type === 'session' || type === 'user' ? id : `${type} ${id}`);

/** 1204 as 1,204, whatever the machine's locale is. */
const thousands = (n: number) => n.toLocaleString('en-US');
