import { Problem } from '../../../server/problem';
import { type Person } from '../../access/person';
import { type ComplianceService } from '../../complianceService';
import { evidenceOfRun } from '../../evidence/evidenceOfRun';
import { makePackage } from '../../evidence/makeEvidence';
import { recordExport } from '../../evidence/recordExport';
import { type RunRecord } from '../../runs/runRecord';
import { route, type Route } from '../route';
import * as schemas from '../schemas';

/** Evidence of one run, and packages of all queries of a control. */
export function evidenceRoutes(service: ComplianceService): Route[] {
  const { client, key, book, runs, catalogue, recordAccess } = service;

  const redaction = (redacted: boolean): Buffer | undefined => {
    if (redacted && service.redactionKey === undefined) {
      throw new Problem(409, 'There is no key for pseudonyms: GIROK_REDACTION_KEY is not set.');
    }
    return redacted ? service.redactionKey : undefined;
  };

  async function evidenceOf(record: RunRecord, person: Person, redactionKey: Buffer | undefined) {
    const version = await book.runnable(record.query, record.version);
    return evidenceOfRun({ client, key, record, version, person: person.login, redactionKey });
  }

  return [
    route({
      method: 'POST',
      path: '/run/evidence',
      summary: 'The signed zip of a run that is done',
      roles: ['auditor'],
      body: schemas.askedEvidence,
      answer: 'zip',
      async handle({ body: { run, redacted }, person, reply }) {
        const redactionKey = redaction(redacted);
        const record = await runs.result(run);
        const zip = await evidenceOf(record, person, redactionKey);
        await recordExport(recordAccess, person, record, redacted);
        reply.header('content-disposition', `attachment; filename="${record.query}-${run.slice(0, 8)}.zip"`);
        return zip;
      },
    }),
    route({
      method: 'POST',
      path: '/package',
      summary:
        'The evidence of several runs in one zip: of all queries of a control, with a list of those that are missing',
      roles: ['auditor'],
      body: schemas.askedPackage,
      answer: 'zip',
      async handle({ body: { framework, control, runs: ids, redacted }, person, reply }) {
        const redactionKey = redaction(redacted);
        const meaning = controlOf(framework, control);
        const records = await Promise.all([...new Set(ids)].map((id) => runs.result(id)));
        const [{ parameters }] = records;
        if (records.some((one) => one.parameters.from !== parameters.from || one.parameters.to !== parameters.to)) {
          throw new Problem(409, 'The runs are not of one period.');
        }
        const wanted = (await book.entries()).filter(({ versions }) =>
          versions.some(({ state, query }) => state === 'approved' && query.controls[framework]?.includes(control))
        );
        const foreign = records.find(({ query }) => !wanted.some(({ id }) => id === query));
        if (foreign) {
          throw new Problem(409, `${foreign.query} does not serve ${framework} ${control}.`);
        }
        const evidence = [];
        for (const record of records) {
          const name = `${record.query}-${record.run.slice(0, 8)}.zip`;
          evidence.push({ name, zip: await evidenceOf(record, person, redactionKey) });
          await recordExport(recordAccess, person, record, redacted);
        }
        reply.header('content-disposition', `attachment; filename="${fileName(framework)}-${fileName(control)}.zip"`);
        return makePackage(
          {
            framework,
            control,
            meaning,
            period: { from: String(parameters.from), to: String(parameters.to) },
            made: { person: person.login, at: new Date().toISOString() },
            missing: wanted.map(({ id }) => id).filter((id) => !records.some(({ query }) => query === id)),
          },
          evidence,
          key
        );
      },
    }),
  ];

  function controlOf(framework: string, control: string): string {
    const known = Object.hasOwn(catalogue.frameworks, framework) ? catalogue.frameworks[framework].controls : {};
    if (!Object.hasOwn(known, control)) {
      throw new Problem(404, `There is no control ${control} of ${framework}.`);
    }
    return known[control];
  }
}

const fileName = (text: string) => text.replace(/[^A-Za-z0-9.-]+/g, '-');
