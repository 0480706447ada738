import { z } from 'zod';

import { ROLES } from '../../access/roles';
import { type ComplianceService } from '../../complianceService';
import { route, type Route } from '../route';
import * as schemas from '../schemas';

/** What is run by itself, and who has looked at it. */
export function reviewRoutes({ reviews }: ComplianceService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/reviews',
      summary: 'Reviews that are or were due, the latest first, and what is run by itself',
      roles: ROLES,
      answer: z.object({ reviews: schemas.review.array(), schedules: schemas.schedule.array() }),
      async handle() {
        return { reviews: await reviews.list(), schedules: await reviews.schedules() };
      },
    }),
    route({
      method: 'POST',
      path: '/schedules',
      summary: 'Set how often a query is run for a review; "none" ends it',
      roles: ['operator'],
      body: schemas.askedSchedule,
      answer: schemas.schedule,
      handle: ({ body, person }) => reviews.schedule(body, person),
    }),
    route({
      method: 'POST',
      path: '/reviews/sign-off',
      summary: 'Sign the result of a run off, with the number of exceptions and what was done about them',
      roles: ['auditor', 'approver'],
      body: schemas.askedSignOff,
      answer: schemas.review,
      handle: ({ body, person }) => reviews.signOff(body, person),
    }),
  ];
}
