import { type Identity } from '../../server/grafanaIdentity';

/** Roles for saved queries; Grafana's own are Viewer, Editor and Admin. */
export const ROLES = ['auditor', 'author', 'approver', 'operator'] as const;

export type Role = (typeof ROLES)[number];

/** Whom a role is given to. */
export type RoleRule =
  | { kind: 'role'; atLeast: Identity['role'] }
  | { kind: 'login' | 'email' | 'domain'; name: string };

export type RoleRules = Readonly<Record<Role, readonly RoleRule[]>>;

const RANK: ReadonlyArray<Identity['role']> = ['Viewer', 'Editor', 'Admin'];

/**
 * Rules separated by commas: `role:Editor` (that role of Grafana, or a higher one), `login:alice`, `email:a@example.org`,
 * `email:@example.org` (everybody of that domain). Nothing is nobody.
 * @throws Error that names the rule which is none
 */
export function parseRules(text: string): RoleRule[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(parseRule);
}

function parseRule(text: string): RoleRule {
  const [, kind, name] = /^(role|login|email|team):(.+)$/.exec(text) ?? [];
  if (kind === 'team') {
    throw new Error(
      `"${text}" cannot be checked: what Grafana signs does not name teams. Use role, login or email instead`
    );
  }
  if (kind === 'role') {
    const atLeast = RANK.find((role) => role === name);
    if (atLeast !== undefined) {
      return { kind, atLeast };
    }
  } else if (kind === 'email' && name.startsWith('@')) {
    return { kind: 'domain', name: name.toLowerCase() };
  } else if (kind === 'login' || kind === 'email') {
    return { kind, name: name.toLowerCase() };
  }
  throw new Error(`"${text}" is no rule: role:Viewer|Editor|Admin, login:NAME, email:ADDRESS and email:@DOMAIN are`);
}

/** The roles that a person has. */
export const rolesOf = (identity: Identity, rules: RoleRules): Role[] =>
  ROLES.filter((role) => rules[role].some((rule) => fits(rule, identity)));

function fits(rule: RoleRule, { role, login, email }: Identity): boolean {
  switch (rule.kind) {
    case 'role':
      return RANK.indexOf(role) >= RANK.indexOf(rule.atLeast);
    case 'login':
      return login.toLowerCase() === rule.name;
    case 'email':
      return email.toLowerCase() === rule.name;
    case 'domain':
      return email.toLowerCase().endsWith(rule.name);
  }
}
