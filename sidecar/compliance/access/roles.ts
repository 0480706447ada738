import { type Identity } from '../../server/grafanaIdentity';

/** Roles for saved queries; Grafana's own are Viewer, Editor and Admin. */
export const ROLES = ['auditor', 'author', 'approver', 'operator'] as const;

export type Role = (typeof ROLES)[number];

/** Whom a role is given to. */
export type RoleRule =
  | { kind: 'role'; atLeast: Identity['role'] }
  | { kind: 'login' | 'email' | 'domain' | 'team'; name: string };

export type RoleRules = Readonly<Record<Role, readonly RoleRule[]>>;

const RANK: ReadonlyArray<Identity['role']> = ['Viewer', 'Editor', 'Admin'];

/**
 * Rules separated by commas: `role:Editor` (that role of Grafana, or a higher one), `login:alice`, `email:a@example.org`,
 * `email:@example.org` (everybody of that domain), `team:Audit` (its members in Grafana). Nothing is nobody.
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
  if (kind === 'role') {
    const atLeast = RANK.find((role) => role === name);
    if (atLeast !== undefined) {
      return { kind, atLeast };
    }
  } else if (kind === 'email' && name.startsWith('@')) {
    return { kind: 'domain', name: name.toLowerCase() };
  } else if (kind === 'login' || kind === 'email') {
    return { kind, name: name.toLowerCase() };
  } else if (kind === 'team') {
    return { kind, name };
  }
  throw new Error(
    `"${text}" is no rule: role:Viewer|Editor|Admin, login:NAME, email:ADDRESS, email:@DOMAIN and team:NAME are`
  );
}

/** The teams that rules name. */
export const teamsNamed = (rules: RoleRules): string[] => [
  ...new Set(ROLES.flatMap((role) => rules[role].flatMap((rule) => (rule.kind === 'team' ? [rule.name] : [])))),
];

/** The roles that a person has, who is a member of these teams. */
export const rolesOf = (identity: Identity, teams: ReadonlySet<string>, rules: RoleRules): Role[] =>
  ROLES.filter((role) => rules[role].some((rule) => fits(rule, identity, teams)));

function fits(rule: RoleRule, { role, login, email }: Identity, teams: ReadonlySet<string>): boolean {
  switch (rule.kind) {
    case 'role':
      return RANK.indexOf(role) >= RANK.indexOf(rule.atLeast);
    case 'login':
      return login.toLowerCase() === rule.name;
    case 'email':
      return email.toLowerCase() === rule.name;
    case 'domain':
      return email.toLowerCase().endsWith(rule.name);
    case 'team':
      return teams.has(rule.name);
  }
}
