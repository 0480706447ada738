import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { type z } from 'zod';

import { openApi } from './openApi';
import { type Route } from './route';
import { complianceRoutes } from './routes';
import { identityOf } from '../../server/authenticate';
import { Problem } from '../../server/problem';
import { type Person } from '../access/person';
import { rolesOf } from '../access/roles';
import { type ComplianceService } from '../complianceService';

/** The saved queries as HTTP: exact addresses, JSON in and out, each for the roles that it names. */
export const complianceApi =
  (service: ComplianceService): FastifyPluginAsync =>
  async (server) => {
    // a form of another page can send text, but no JSON without being asked
    server.removeContentTypeParser('text/plain');
    const routes = complianceRoutes(service);
    const document = openApi(routes);
    server.get('/openapi.json', async () => document);
    for (const one of routes) {
      server.route({
        method: one.method,
        url: one.path,
        handler: async (request, reply) => answer(one, await personFor(one, request, service), request, reply),
      });
    }
  };

/** Who asks, when they may. A refusal becomes an audit event. @throws Problem 403 */
async function personFor(
  { roles, path }: Route,
  request: FastifyRequest,
  { rules, teamsOf, recordAccess }: ComplianceService
): Promise<Person> {
  const identity = identityOf(request);
  const has = rolesOf(identity, await teamsOf(identity), rules);
  const person: Person = { uid: identity.userUid, login: identity.login, roles: has };
  if (roles.some((role) => has.includes(role))) {
    return person;
  }
  const problem = new Problem(
    403,
    `This is for the role ${roles.join(' or ')}, and ${person.login} has ${has.join(', ') || 'none here'}. Who has which is set where girok is (GIROK_COMPLIANCE_…).`
  );
  // refused either way; that it cannot be kept is in the log
  await recordAccess({
    name: 'denied',
    action: 'ACCESS',
    person,
    target: path,
    targetType: 'route',
    outcome: 'failure',
    reason: `needs ${roles.join(' or ')}`,
  }).catch((error: unknown) => request.log.error({ detail: String(error) }, 'a refusal could not be recorded'));
  throw problem;
}

async function answer(one: Route, person: Person, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body: unknown = one.body && bodyOf(one.body, request);
  const answered = await one.handle({ body, person, request, reply });
  if (one.answer === 'zip') {
    return reply.type('application/zip').send(Readable.from(answered as AsyncIterable<Uint8Array>));
  }
  return reply.send(one.answer.parse(answered));
}

function bodyOf(schema: z.ZodType, { body }: FastifyRequest): unknown {
  const parsed = schema.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  const said = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    const at = path.map(String).join('.').slice(0, 100);
    return at === '' ? message : `"${at}": ${message}`;
  });
  throw new Problem(400, `The request is not one that girok takes. ${said.join('; ')}.`);
}
