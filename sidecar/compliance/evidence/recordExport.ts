import { type RecordAccess } from '../access/accessEvents';
import { type Person } from '../access/person';
import { type RunRecord } from '../runs/runRecord';

/** The audit event of evidence that was made, whoever made it: over HTTP or with the command. */
export const recordExport = (
  recordAccess: RecordAccess,
  person: Person,
  record: RunRecord,
  redacted: boolean
): Promise<void> =>
  recordAccess({
    name: 'evidence.made',
    action: 'EXPORT',
    person,
    target: `${record.query}@${record.version}`,
    targetType: 'saved query',
    outcome: 'success',
    reason: record.purpose,
    more: {
      'girok.run.id': record.run,
      'girok.result.rows': String(record.rows),
      'girok.evidence.redacted': String(redacted),
    },
  });
