import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Logger } from '@opentelemetry/api-logs';
import { type Request, type Response } from 'express';

import { type Attempt, auditAtEnd } from '../express/auditAtEnd';
import { byWhomAsks } from '../http/orders';

/** What a handler does, for which people answer, and the name of the parameter of its route that says to what. */
export const Audited = Reflector.createDecorator<Pick<Attempt, 'event' | 'action'> & { target: string }>();

/**
 * Writes down what handlers with `@Audited()` do. A guard that lets everything pass, because guards run before interceptors:
 * an interceptor would never see what another guard has refused. So it comes first (`app.useGlobalGuards`).
 */
export class AuditGuard implements CanActivate {
  private readonly reflector = new Reflector();

  constructor(private readonly logger: Logger) {}

  canActivate(execution: ExecutionContext): boolean {
    const audited = this.reflector.get(Audited, execution.getHandler());
    if (audited) {
      const { event, action, target } = audited;
      const request = execution.switchToHttp().getRequest<Request>();
      const response = execution.switchToHttp().getResponse<Response>();
      const id = String(request.params[target]);
      auditAtEnd(this.logger, response, { ...byWhomAsks(request), event, action, target: { id, type: target } });
    }
    return true;
  }
}
