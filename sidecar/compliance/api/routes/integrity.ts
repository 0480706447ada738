import { type z } from 'zod';

import { ROLES } from '../../access/roles';
import { type ComplianceService } from '../../complianceService';
import { chainHead, latestAnchors, latestWindows } from '../../integrity/proof';
import { retentionProof } from '../../retention/retentionProof';
import { route, type Route } from '../route';
import * as schemas from '../schemas';

/** A month of hours. */
const WINDOWS_SHOWN = 744;

/** What is sealed, where the head is kept, and what the last verification has found. */
export function integrityRoutes({ client, database, floors, verifier, recordAccess }: ComplianceService): Route[] {
  const state = async (): Promise<z.infer<typeof schemas.integrity>> => ({
    sealed: (await chainHead(client)) ?? null,
    windows: await latestWindows(client, WINDOWS_SHOWN),
    anchors: await latestAnchors(client),
    verification: verification(),
  });

  function verification(): z.infer<typeof schemas.integrity>['verification'] {
    const now = verifier.state;
    if (now.state !== 'done') {
      return now;
    }
    // windows in order are on the strip; here are those that ask for somebody to look
    const windows = now.found.windows.filter(({ status }) => status !== 'OK');
    return { ...now, found: { ...now.found, windows } };
  }

  return [
    route({
      method: 'GET',
      path: '/integrity',
      summary: 'Windows of the chain of seals, anchors, and the last verification',
      roles: ROLES,
      answer: schemas.integrity,
      handle: state,
    }),
    route({
      method: 'GET',
      path: '/retention',
      summary: 'How long audit events are kept, against the rules of the frameworks that count',
      roles: ROLES,
      answer: schemas.retention,
      handle: () => retentionProof(client, database, floors),
    }),
    route({
      method: 'POST',
      path: '/integrity/verify',
      summary: 'Compare the whole audit log with its seals, in the background',
      roles: ['auditor', 'operator'],
      body: schemas.nothing,
      answer: schemas.integrity,
      async handle({ person }) {
        await recordAccess({
          name: 'verification.started',
          action: 'VERIFY',
          person,
          target: 'otel_audit_logs',
          targetType: 'audit log',
          outcome: 'unknown',
        });
        verifier.start(person.login);
        return state();
      },
    }),
  ];
}
