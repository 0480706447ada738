import { fromSqlTime } from '../../../sqlTime';
import { ROLES } from '../../access/roles';
import { type ComplianceService } from '../../complianceService';
import { proofOf } from '../../integrity/proof';
import { route, type Route } from '../route';
import * as schemas from '../schemas';

/** Runs saved queries, and shows what came of it. */
export function runRoutes({ runs, book, client, recordAccess }: ComplianceService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/runs',
      summary: 'Begin a run of an approved query: it goes on in the background. The same request twice is one run',
      roles: ['auditor'],
      body: schemas.askedRun,
      answer: schemas.run,
      handle: ({ body, person }) => runs.start(body, person),
    }),
    route({
      method: 'POST',
      path: '/runs/list',
      summary: 'The latest runs, of one query or of all',
      roles: ROLES,
      body: schemas.askedRuns,
      answer: schemas.run.array(),
      handle: ({ body: { query } }) => runs.list(query),
    }),
    route({
      method: 'POST',
      path: '/run',
      summary: 'How a run stands',
      roles: ROLES,
      body: schemas.askedRunId,
      answer: schemas.run,
      handle: ({ body: { run } }) => runs.get(run),
    }),
    route({
      method: 'POST',
      path: '/run/cancel',
      summary: 'Stop a run: an own one, or as an operator that of somebody else',
      roles: ['auditor', 'operator'],
      body: schemas.askedRunId,
      answer: schemas.run,
      handle: ({ body: { run }, person }) => runs.cancel(run, person),
    }),
    route({
      method: 'POST',
      path: '/run/page',
      summary: 'Some rows of a result, with what is known of the seals over its period',
      roles: ['auditor'],
      body: schemas.askedPage,
      answer: schemas.page,
      async handle({ body: { run, offset, limit }, person }) {
        const { record, lines } = await runs.page(run, offset, limit);
        if (offset === 0 && record.person.uid !== person.uid) {
          await recordAccess({
            name: 'result.viewed',
            action: 'READ',
            person,
            target: run,
            targetType: 'run',
            outcome: 'success',
            reason: `result of ${record.person.login}: ${record.purpose}`,
          });
        }
        const { query } = await book.runnable(record.query, record.version);
        return {
          rows: record.rows,
          offset,
          page: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
          columns: query.columns,
          cannotShow: query.cannot_show,
          parameters: record.parameters,
          proof: await proofOf(client, {
            from: fromSqlTime(record.parameters.from),
            to: fromSqlTime(record.parameters.to),
          }),
        };
      },
    }),
  ];
}
