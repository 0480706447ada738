import { z } from 'zod';

import { type Route } from './route';
import { version } from '../../../package.json';

const PROBLEM = {
  type: 'object',
  required: ['message', 'requestId'],
  properties: { message: { type: 'string' }, requestId: { type: 'string' } },
};

/** The API as OpenAPI 3.1, made of the routes that answer it. */
export function openApi(routes: readonly Route[]): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Girok: saved compliance queries',
      version,
      description:
        "Behind Grafana's plugin proxy. Every request carries the secret of the app (X-Girok-Secret) and an identity that Grafana has signed (X-Grafana-Id). Times are milliseconds since 1970 unless they are text.",
    },
    components: {
      securitySchemes: {
        secret: { type: 'apiKey', in: 'header', name: 'X-Girok-Secret' },
        identity: { type: 'apiKey', in: 'header', name: 'X-Grafana-Id' },
      },
      schemas: { Problem: PROBLEM },
    },
    security: [{ secret: [], identity: [] }],
    paths: Object.fromEntries(
      routes.map((one) => [`/compliance${one.path}`, { [one.method.toLowerCase()]: operation(one) }])
    ),
  };
}

const operation = ({ summary, roles, body, answer }: Route) => ({
  summary,
  description: `Needs one of the roles ${roles.join(', ')}.`,
  ...(body && {
    requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(body, { io: 'input' }) } } },
  }),
  responses: {
    200: {
      description: 'What was asked for',
      content:
        answer === 'zip' ? { 'application/zip': {} } : { 'application/json': { schema: z.toJSONSchema(answer) } },
    },
    default: {
      description: 'Why not, in a sentence',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});
