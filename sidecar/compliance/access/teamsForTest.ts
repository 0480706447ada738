import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A team of the stand-in: its members by uid. */
export interface TestTeam {
  id: number;
  name: string;
  uids: string[];
}

export interface GrafanaWithTeams {
  /** Below a path, as behind a proxy. */
  address: string;
  token: string;
  /** Addresses that were asked, with their queries. */
  asked: string[];
  /** From now on everything is answered so; undefined as usual. */
  answerWith(status: number | undefined): void;
  close(): Promise<void>;
}

/**
 * For tests: a stand-in for two addresses of Grafana, with the fields of its 12.3 (pkg/services/team/model.go): a search
 * for a team by its exact name, and the members of a team by its number.
 */
export async function grafanaWithTeams(teams: readonly TestTeam[]): Promise<GrafanaWithTeams> {
  const token = 'glsa_of-a-service-account';
  const asked: string[] = [];
  let always: number | undefined;
  const answer = (url: string, authorization: string | undefined): [number, object] => {
    const { pathname, searchParams } = new URL(url, 'http://grafana');
    if (always !== undefined) {
      return [always, { message: 'no' }];
    }
    if (authorization !== `Bearer ${token}`) {
      return [401, { message: 'Invalid API key', messageId: 'api-key.invalid', statusCode: 401, traceID: '' }];
    }
    if (pathname === '/grafana/api/teams/search') {
      const found = teams.filter(({ name }) => name === searchParams.get('name')).map(asTeam);
      return [200, { totalCount: found.length, teams: found, page: 1, perPage: 1000 }];
    }
    const team = teams.find(({ id }) => pathname === `/grafana/api/teams/${id}/members`);
    return team === undefined
      ? [404, { message: 'Team not found' }]
      : [200, team.uids.map((uid) => asMember(team, uid))];
  };
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(url);
    const [status, body] = answer(url, headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/grafana/`,
    token,
    asked,
    answerWith: (status) => (always = status),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const asTeam = ({ id, name, uids }: TestTeam) => ({
  id,
  uid: `team-${id}`,
  orgId: 1,
  name,
  email: '',
  externalUID: '',
  isProvisioned: false,
  avatarUrl: '/avatar/x',
  memberCount: uids.length,
  permission: 0,
  accessControl: null,
});

const asMember = ({ id }: TestTeam, userUID: string) => ({
  orgId: 1,
  teamId: id,
  teamUID: `team-${id}`,
  userId: 2,
  userUID,
  auth_module: '',
  email: 'eve@example.org',
  name: 'Eve Editor',
  login: 'eve',
  avatarUrl: '/avatar/x',
  labels: [],
  permission: 0,
});
