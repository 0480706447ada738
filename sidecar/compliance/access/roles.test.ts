import { parseRules, rolesOf } from './roles';
import { type Identity } from '../../server/grafanaIdentity';

const eve: Identity = {
  userUid: 'u1',
  login: 'Eve',
  email: 'Eve@audit.example.org',
  name: 'Eve',
  role: 'Editor',
  orgId: 1,
};

test.each<[string, boolean]>([
  ['role:Viewer', true],
  ['role:Editor', true],
  ['role:Admin', false],
  ['login:eve', true],
  ['login:ev', false],
  ['email:eve@audit.example.org', true],
  ['email:@audit.example.org', true],
  // a domain that only ends alike
  ['email:@example.org', false],
  ['team:Audit', true],
  // Grafana tells apart what differs in its capitals
  ['team:audit', false],
  ['team:Platform', false],
  ['login:bob, role:Viewer', true],
  ['', false],
])('%j lets an Editor in: %s', (text, expected) => {
  const rules = parseRules(text);
  expect(rolesOf(eve, new Set(['Audit']), { auditor: rules, author: [], approver: [], operator: [] })).toEqual(
    expected ? ['auditor'] : []
  );
});

test.each(['role:Owner', 'eve', 'login:', 'team:'])('%j is refused, by name', (text) => {
  expect(() => parseRules(text)).toThrow(text);
});

test('nobody without an e-mail is of a domain', () => {
  const nobody = { ...eve, email: '' };
  const rules = { auditor: parseRules('email:@x'), author: [], approver: [], operator: [] };
  expect(rolesOf(nobody, new Set(), rules)).toEqual([]);
});
