import { type FastifyInstance } from 'fastify';
import { z } from 'zod';

/** Entries of one user storage object; more than a page ever needs, so that a faulty one cannot fill the memory. */
const MOST_OBJECTS = 1000;

const created = z.object({
  metadata: z.looseObject({ name: z.string().min(1).max(253), labels: z.record(z.string(), z.string()).optional() }),
  spec: z.object({ data: z.record(z.string(), z.string()) }),
});

/** A JSON merge patch: null removes a key. */
const patch = z.object({ spec: z.object({ data: z.record(z.string(), z.string().nullable()) }) });

type Stored = z.infer<typeof created>;

/**
 * Grafana's per-user storage (usePluginUserStorage), in memory: gone when the preview ends.
 * Wire shape: /apis/userstorage.grafana.app/v0alpha1.
 */
export function userStorage(server: FastifyInstance): void {
  const objects = new Map<string, Stored>();
  const root = '/apis/userstorage.grafana.app/v0alpha1/namespaces/default/user-storage';

  server.post(`${root}/`, async (request, reply) => {
    const body = created.parse(request.body);
    if (objects.has(body.metadata.name)) {
      return reply.code(409).send(status(409, 'AlreadyExists', `user-storage "${body.metadata.name}" already exists`));
    }
    if (objects.size >= MOST_OBJECTS) {
      return reply.code(507).send(status(507, 'InsufficientStorage', 'the preview keeps no more user storage objects'));
    }
    objects.set(body.metadata.name, body);
    return reply.code(201).send(resource(body));
  });

  server.get<{ Params: { name: string } }>(`${root}/:name`, async ({ params }, reply) => {
    const found = objects.get(params.name);
    return found ? resource(found) : reply.code(404).send(missing(params.name));
  });

  server.patch<{ Params: { name: string } }>(`${root}/:name`, async ({ params, body }, reply) => {
    const found = objects.get(params.name);
    if (!found) {
      return reply.code(404).send(missing(params.name));
    }
    const merged = { ...found.spec.data, ...patch.parse(body).spec.data };
    const data = Object.fromEntries(
      Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null)
    );
    const next = { ...found, spec: { data } };
    objects.set(params.name, next);
    return resource(next);
  });
}

function resource(stored: Stored) {
  return { apiVersion: 'userstorage.grafana.app/v0alpha1', kind: 'UserStorage', ...stored };
}

function missing(name: string) {
  return status(404, 'NotFound', `user-storage "${name}" not found`);
}

function status(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}
