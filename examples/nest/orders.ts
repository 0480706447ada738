import {
  type CanActivate,
  Controller,
  Delete,
  type ExecutionContext,
  HttpCode,
  Injectable,
  Module,
  Param,
  UseGuards,
} from '@nestjs/common';
import { type Request } from 'express';

import { Audited } from './auditGuard';
import { whoAsks } from '../http/orders';

@Injectable()
class OnlyAdmins implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    return whoAsks(execution.switchToHttp().getRequest<Request>().headers).isAdmin;
  }
}

@Controller('orders')
@UseGuards(OnlyAdmins)
class OrdersController {
  @Delete(':order')
  @HttpCode(204)
  @Audited({ event: 'order.delete', action: 'DELETE', target: 'order' })
  remove(@Param('order') _order: string): void {}
}

@Module({ controllers: [OrdersController] })
export class OrdersModule {}
