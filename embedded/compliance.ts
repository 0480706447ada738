import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Logger } from 'pino';

import { connect, type Connection } from '../sidecar/clickhouse';
import { backgroundWork } from '../sidecar/compliance/backgroundWork';
import { type ComplianceService, complianceService } from '../sidecar/compliance/complianceService';
import { type Config } from '../sidecar/config';
import { anchorHead, anchorsOf } from '../sidecar/seal/anchors/anchorHead';
import { readSigningKey, type SigningKey, writeKeyPair } from '../sidecar/seal/keys';
import { sealDue } from '../sidecar/seal/sealWindows';

export interface EmbeddedCompliance {
  service: ComplianceService;
  stop(): Promise<void>;
}

interface Parts {
  config: Config;
  /** Where the key and the anchor are kept: beside the data, which proves nothing to anybody else. */
  dataDir: string;
  writing: Connection;
  reading: Connection;
  log: Logger;
}

/** Settings where nobody says: short windows, so that one sees them being sealed, and roles for the users of the preview. */
export const COMPLIANCE_DEFAULTS = {
  GIROK_SEAL_WINDOW_MINUTES: '5',
  GIROK_SEAL_GRACE_MINUTES: '1',
  GIROK_COMPLIANCE_AUDITORS: 'role:Admin,login:auditor',
  GIROK_COMPLIANCE_AUTHORS: 'role:Admin,login:author',
  GIROK_COMPLIANCE_APPROVERS: 'role:Admin,login:approver',
  GIROK_REDACTION_KEY: 'pseudonyms of the preview',
};

const SEAL_EVERY_MS = 20_000;
const MINUTE_MS = 60_000;

const keyIn = (dataDir: string) => path.join(dataDir, 'seal.pem');
const anchorIn = (dataDir: string) => path.join(dataDir, 'anchors.jsonl');

/** Files that belong to the data: a new chain does not fit the anchors of an old one. */
export const keptByCompliance = (dataDir: string) => [keyIn(dataDir), `${keyIn(dataDir)}.pub`, anchorIn(dataDir)];

/** Saved queries, seals and an anchor of the embedded system, with a key that is made at its first start. */
export async function embeddedCompliance({
  config,
  dataDir,
  writing,
  reading,
  log,
}: Parts): Promise<EmbeddedCompliance> {
  const keyFile = config.sealKey ?? keyIn(dataDir);
  const key = existsSync(keyFile) ? readSigningKey(keyFile) : writeKeyPair(keyFile);
  const { database } = config;
  const settings = { ...config, anchorFile: config.anchorFile ?? anchorIn(dataDir) };
  const patience = (config.complianceRunS + 60) * 1000;
  const client = connect({ ...writing, database }, patience);
  const reader = connect({ ...reading, database }, patience);
  const service = complianceService({ config: settings, client, reader, key, log });
  const leaving = new AbortController();
  const work = Promise.all([
    backgroundWork(service, log, leaving.signal),
    sealForever({ service, key, settings, log }, leaving.signal),
  ]);
  return {
    service,
    async stop() {
      leaving.abort();
      await Promise.all([service.runs.close(), work]);
      await Promise.all([client.close(), reader.close()]);
    },
  };
}

interface Sealing {
  service: ComplianceService;
  key: SigningKey;
  settings: Config;
  log: Logger;
}

/** `girok seal run` again and again. */
async function sealForever({ service: { client }, key, settings, log }: Sealing, leaving: AbortSignal): Promise<void> {
  while (!leaving.aborted) {
    try {
      const { seals, head } = await sealDue({
        client,
        key,
        windowMs: settings.sealWindowMinutes * MINUTE_MS,
        graceMs: settings.sealGraceMinutes * MINUTE_MS,
        lateMs: settings.sealLateHours * 60 * MINUTE_MS,
      });
      if (seals.length > 0) {
        await anchorHead(client, anchorsOf(settings), head);
      }
    } catch (error) {
      log.warn({ detail: error instanceof Error ? error.message : String(error) }, 'the audit log was not sealed');
    }
    await setTimeout(SEAL_EVERY_MS, undefined, { signal: leaving }).catch(() => undefined);
  }
}
