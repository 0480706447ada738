import { list, literal, type Sql, sql } from '../sql';

/** Class `privilege` of compliance/events.yaml, which its test compares this with. */
export const PRIVILEGE = {
  actions: ['GRANT', 'REVOKE', 'ASSIGN_ROLE'],
  event:
    '(role|permission|polic(y|ies)|group|privilege|acl|entitlement|scope)s?[._-]?(member[._-])?(assign|grant|add|attach|update|revoke|remove|detach|create|delete|escalat)',
} as const;

/** Somebody gave or took rights, by action or by the name of the event. */
export const IS_PRIVILEGE_CHANGE: Sql = sql`(Action IN ${list(PRIVILEGE.actions)} OR match(EventName, ${literal(`(?i)${PRIVILEGE.event}`)}))`;
