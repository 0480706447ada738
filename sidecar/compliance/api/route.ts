import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type z } from 'zod';

import { type Person } from '../access/person';
import { type Role } from '../access/roles';

/** What an answer is: JSON of a schema, or a zip that is sent piece by piece. */
export type AnswerOf = z.ZodType | 'zip';

export interface Asked<Body> {
  body: Body;
  person: Person;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** One address of the API. It has no part that a caller chooses: what they say stands in the body. */
export interface Route<Body extends z.ZodType = z.ZodType, Answer extends AnswerOf = AnswerOf> {
  method: 'GET' | 'POST';
  /** Below /compliance. */
  path: string;
  summary: string;
  /** Who may: one of these roles is needed. */
  roles: readonly Role[];
  body?: Body;
  answer: Answer;
  handle(asked: Asked<z.infer<Body>>): Promise<Answer extends z.ZodType ? z.infer<Answer> : AsyncIterable<Uint8Array>>;
}

/** Keeps the types of body and answer together; the list of routes then forgets them. */
export const route = <Body extends z.ZodType, Answer extends AnswerOf>(one: Route<Body, Answer>): Route =>
  one as unknown as Route;
