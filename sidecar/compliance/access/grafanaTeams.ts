import { type Logger } from 'pino';
import { z } from 'zod';

import { type Identity } from '../../server/grafanaIdentity';
import { Problem } from '../../server/problem';

/** Which of the teams that rules name somebody is a member of. @throws Problem 503 when Grafana does not say */
export type TeamsOf = (identity: Identity) => Promise<ReadonlySet<string>>;

export interface TeamsOptions {
  /** Of Grafana, with a slash at its end. */
  address: string;
  /** Of a service account that may read teams and their members. */
  token: string;
  /** Names of the teams that are looked at. */
  teams: readonly string[];
  log: Pick<Logger, 'warn'>;
  now?: () => number;
}

/** How long the members of a team are kept: who was taken out of it may act for as long. */
export const KEPT_MS = 60_000;
const TIMEOUT_MS = 5000;

/** GET /api/teams/search and /api/teams/{id}/members of Grafana 12.3 to 13 (pkg/services/team/model.go); more is ignored. */
const found = z.object({ teams: z.array(z.object({ id: z.number().int(), name: z.string() })) });
const members = z.array(z.object({ userUID: z.string().min(1) }));

/** Nobody is asked when no rule names a team. */
export const NO_TEAMS: TeamsOf = async () => new Set();

/** Asks Grafana for the members of each team, once a minute at most. Members are known by the uid that Grafana signs. */
export function grafanaTeams({ address, token, teams, log, now = Date.now }: TeamsOptions): TeamsOf {
  const kept = new Map<string, { until: number; uids: Promise<ReadonlySet<string>> }>();

  async function ask<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const response = await fetch(new URL(path, address), {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401 || response.status === 403) {
      throw new Error(`GIROK_GRAFANA_TOKEN may not read teams and their members (HTTP ${response.status})`);
    }
    if (!response.ok) {
      throw new Error(`HTTP ${response.status} of ${path.split('?')[0]}`);
    }
    return shape.parse(await response.json());
  }

  async function readMembers(team: string): Promise<ReadonlySet<string>> {
    const answer = await ask(`api/teams/search?${new URLSearchParams({ name: team }).toString()}`, found);
    const one = answer.teams.find(({ name }) => name === team);
    if (one === undefined) {
      log.warn({ team }, 'a rule names a team that Grafana does not have: it has no members');
      return new Set();
    }
    return new Set((await ask(`api/teams/${one.id}/members`, members)).map(({ userUID }) => userUID));
  }

  function membersOf(team: string): Promise<ReadonlySet<string>> {
    const known = kept.get(team);
    if (known !== undefined && now() < known.until) {
      return known.uids;
    }
    const uids = readMembers(team);
    kept.set(team, { until: now() + KEPT_MS, uids });
    uids.catch(() => kept.delete(team));
    return uids;
  }

  return async ({ userUid }) => {
    try {
      const lists = await Promise.all(teams.map(membersOf));
      return new Set(teams.filter((_, i) => lists[i].has(userUid)));
    } catch (error) {
      throw new Problem(
        503,
        'Grafana does not say who is in which team, so nobody’s roles are known. Try again in a minute.',
        error instanceof Error ? error.message : String(error)
      );
    }
  };
}
