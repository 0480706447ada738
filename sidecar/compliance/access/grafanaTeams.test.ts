import { grafanaTeams, KEPT_MS } from './grafanaTeams';
import { type GrafanaWithTeams, grafanaWithTeams } from './teamsForTest';
import { EDITOR } from '../../server/signedForTest';

const TEAMS = [
  { id: 7, name: 'Audit & Risk', uids: ['fe3k2uid'] },
  { id: 8, name: 'Platform', uids: ['somebody-else'] },
];

let grafana: GrafanaWithTeams;
let warned: object[];

beforeEach(async () => {
  warned = [];
  grafana = await grafanaWithTeams(TEAMS);
});
afterEach(() => grafana.close());

const eve = { ...EDITOR, userUid: EDITOR.identifier, login: 'eve', role: 'Editor', orgId: 1 } as const;

const teamsOf = (teams: string[], more: { token?: string; now?: () => number } = {}) =>
  grafanaTeams({
    address: grafana.address,
    token: grafana.token,
    teams,
    log: { warn: (about: object) => warned.push(about) },
    ...more,
  });

test('somebody is in the teams that have their uid, whatever their login is', async () => {
  const of = teamsOf(['Audit & Risk', 'Platform']);
  expect(await of(eve)).toEqual(new Set(['Audit & Risk']));
  expect(await of({ ...eve, userUid: 'another' })).toEqual(new Set());
});

test('a team that Grafana does not have has no members, and the log says so', async () => {
  expect(await teamsOf(['Gone'])(eve)).toEqual(new Set());
  expect(warned).toEqual([{ team: 'Gone' }]);
});

test('members are asked once for all that come within a minute, and again after it', async () => {
  let now = 0;
  const of = teamsOf(['Platform'], { now: () => now });
  await Promise.all([of(eve), of(eve)]);
  now = KEPT_MS - 1;
  await of(eve);
  expect(grafana.asked).toEqual(['/grafana/api/teams/search?name=Platform', '/grafana/api/teams/8/members']);
  now = KEPT_MS;
  TEAMS[1].uids.push('fe3k2uid');
  expect(await of(eve)).toEqual(new Set(['Platform']));
  TEAMS[1].uids.pop();
});

test('without an answer nobody has a role, and the next request asks again', async () => {
  const of = teamsOf(['Platform']);
  grafana.answerWith(500);
  await expect(of(eve)).rejects.toMatchObject({ status: 503, detail: 'HTTP 500 of api/teams/search' });
  grafana.answerWith(undefined);
  expect(await of(eve)).toEqual(new Set());
});

test('a token that may not is named, and is not told', async () => {
  const refused = await teamsOf(['Platform'], { token: 'glsa_wrong' })(eve).catch((error: unknown) => error);
  expect(refused).toMatchObject({ status: 503, detail: expect.stringContaining('GIROK_GRAFANA_TOKEN') });
  expect(JSON.stringify(refused)).not.toContain('glsa_wrong');
});
