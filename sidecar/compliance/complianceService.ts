import { type ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { type Logger } from 'pino';

import { type Config } from '../config';
import { accessEvents, type RecordAccess } from './access/accessEvents';
import { grafanaTeams, NO_TEAMS, type TeamsOf } from './access/grafanaTeams';
import { parseRules, type RoleRules, teamsNamed } from './access/roles';
import { type Catalogue, loadCatalogue } from './catalogue/loadCatalogue';
import { type SavedQuery } from './catalogue/schema';
import { type ComplianceConfig } from './complianceSchema';
import { Verifier } from './integrity/verifier';
import { type Floor, floorsOf } from './retention/floors';
import { Notices } from './reviews/notices';
import { Reviews } from './reviews/reviews';
import { webhook } from './reviews/webhook';
import { describeQuery, sampleParameters } from './runs/executeQuery';
import { Runs } from './runs/runs';
import { QueryBook } from './versions/queryBook';
import { parsePeriod } from '../migrate/period';
import { anchorsOf } from '../seal/anchors/anchorHead';
import { lookAtAnchors } from '../seal/anchors/lookAtAnchors';
import { keyId, readTrustedKeys, type SigningKey, type TrustedKeys } from '../seal/keys';
import { retainedFrom } from '../seal/retainedFrom';
import { type SealConfig } from '../seal/sealSchema';
import { Problem } from '../server/problem';
import { grafanaAddress } from '../server/serveConfig';
import { expand } from './catalogue/expand';

/** What saved queries are run, approved, reviewed and proven with. */
export interface ComplianceService {
  client: ClickHouseClient;
  database: string;
  catalogue: Catalogue;
  rules: RoleRules;
  teamsOf: TeamsOf;
  key: SigningKey;
  trusted: TrustedKeys;
  recordAccess: RecordAccess;
  book: QueryBook;
  runs: Runs;
  reviews: Reviews;
  /** Where somebody is to be told of reviews. */
  notices?: Notices;
  verifier: Verifier;
  frameworks: readonly string[];
  /** How long those want audit events to be kept. */
  floors: readonly Floor[];
  redactionKey?: Buffer;
}

export interface ServiceParts {
  config: ComplianceConfig &
    SealConfig &
    Pick<Config, 'database' | 'logsRetention' | 'grafanaIssuer' | 'grafanaInternalUrl' | 'grafanaToken'>;
  /** Bound to the database; writes the tables of girok. Closed by whoever made it. */
  client: ClickHouseClient;
  /** Bound to the database; needs to read and nothing more. */
  reader: ClickHouseClient;
  key: SigningKey;
  log: Logger;
  /** Default: that which ships with girok. */
  catalogue?: Catalogue;
}

/** Below Grafana's own address. */
const REVIEWS_PAGE = 'a/girok-telemetry-app/compliance?tab=reviews';

/** Puts the parts together. @throws Error when a key cannot be read, a framework is not known, or teams cannot be asked */
export function complianceService({ config, client, reader, key, log, ...parts }: ServiceParts): ComplianceService {
  const catalogue = parts.catalogue ?? loadCatalogue();
  const floors = floorsOf(config.complianceFrameworks, catalogue.frameworks);
  const trusted: TrustedKeys = new Map([
    ...readTrustedKeys(config.sealTrustedKeys),
    [keyId(key.publicKey), key.publicKey],
  ]);
  const recordAccess = accessEvents(client);
  const { database } = config;
  const book = new QueryBook({ client, catalogue, key, trusted, recordAccess, tryOut: tryOut(reader, catalogue) });
  const runs = new Runs({
    client,
    reader,
    database,
    catalogue,
    book,
    key,
    trusted,
    recordAccess,
    limits: {
      seconds: config.complianceRunS,
      memoryBytes: config.complianceRunMb * 2 ** 20,
      resultMs: config.complianceResultDays * 86_400_000,
      atOnce: config.complianceRuns,
    },
    log,
  });
  const reviews = new Reviews({ client, book, runs, recordAccess, log });
  const rules = {
    auditor: parseRules(config.complianceAuditors),
    author: parseRules(config.complianceAuthors),
    approver: parseRules(config.complianceApprovers),
    operator: parseRules(config.complianceOperators),
  };
  const { reviewWebhook: address, reviewWebhookToken, grafanaIssuer } = config;
  return {
    client,
    database,
    catalogue,
    rules,
    teamsOf: teamsBy(rules, config, log),
    key,
    trusted,
    recordAccess,
    book,
    runs,
    reviews,
    notices:
      address === undefined
        ? undefined
        : new Notices({
            client,
            reviews,
            recordAccess,
            send: webhook(address, reviewWebhookToken),
            page: grafanaIssuer && new URL(REVIEWS_PAGE, grafanaIssuer).href,
            log,
          }),
    verifier: new Verifier({
      client,
      catalogue,
      trusted,
      lookAtAnchors: () => lookAtAnchors(client, anchorsOf(config)),
      bounds: (now) => ({
        retainedFrom: retainedFrom(parsePeriod(config.logsRetention)!, now),
        lateBefore: now - config.sealLateHours * 3_600_000,
      }),
    }),
    frameworks: config.complianceFrameworks,
    floors,
    // a key of fixed length, whatever the secret is
    redactionKey:
      config.redactionKey === undefined ? undefined : createHash('sha256').update(config.redactionKey).digest(),
  };
}

function teamsBy(rules: RoleRules, config: ServiceParts['config'], log: Logger): TeamsOf {
  const teams = teamsNamed(rules);
  const address = grafanaAddress(config);
  if (teams.length === 0) {
    return NO_TEAMS;
  }
  if (config.grafanaToken === undefined || address === undefined) {
    throw new Error(
      `The rule "team:${teams[0]}" needs Grafana: set GIROK_GRAFANA_ISSUER, and GIROK_GRAFANA_TOKEN to the token of a service account that may read teams.`
    );
  }
  return grafanaTeams({ address, token: config.grafanaToken, teams, log });
}

/** Asks ClickHouse what a query would return, and compares that with the columns that it declares. */
function tryOut(reader: ClickHouseClient, catalogue: Catalogue) {
  return async (query: SavedQuery): Promise<string[]> => {
    let names: string[];
    try {
      names = await describeQuery(reader, expand(query.sql, catalogue), sampleParameters(query));
    } catch (error) {
      if (error instanceof Problem && error.status === 422) {
        return [error.message];
      }
      throw error;
    }
    const declared = query.columns.map(({ name }) => name);
    return names.join() === declared.join()
      ? []
      : [`The SQL returns the columns ${names.join(', ')}, and those that are described are ${declared.join(', ')}.`];
  };
}
