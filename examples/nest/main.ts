import '../express/telemetry';
import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { logs } from '@opentelemetry/api-logs';
import { type RequestListener } from 'node:http';

import { AuditGuard } from './auditGuard';
import { OrdersModule } from './orders';
import { listen } from '../http/listen';

async function main(): Promise<void> {
  const app = await NestFactory.create(OrdersModule, { logger: ['error', 'warn'] });
  app.useGlobalGuards(new AuditGuard(logs.getLogger('orders')));
  await app.init();
  listen(app.getHttpAdapter().getInstance() as RequestListener);
}

void main();
