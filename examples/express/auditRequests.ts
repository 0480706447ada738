import { type Logger } from '@opentelemetry/api-logs';
import { type Request, type RequestHandler } from 'express';

import { type Attempt, auditAtEnd } from './auditAtEnd';

/**
 * Middleware of Express for a route that people answer for. It stands before everything that may refuse the request, so that
 * what was refused is written down, too.
 */
export const auditRequests =
  (logger: Logger, attemptOf: (request: Request) => Attempt): RequestHandler =>
  (request, response, next) => {
    auditAtEnd(logger, response, attemptOf(request));
    next();
  };
