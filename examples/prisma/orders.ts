import { type Logger } from '@opentelemetry/api-logs';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';

import { auditExtension } from './auditExtension';
import { Prisma, type PrismaClient } from './generated/client';
import { audit } from '../audit/audit';
import { byWhomAsks, whoAsks } from '../http/orders';

/** The orders as a service in front of a database. What changes rows is in the audit log without a word in the handlers. */
export function orders(database: PrismaClient, logger: Logger): Express {
  const asking = new AsyncLocalStorage<ReturnType<typeof byWhomAsks>>();
  const acting = () => asking.getStore() ?? { tenant: 'acme', actor: { id: 'orders', type: 'service' } };
  const prisma = database.$extends(auditExtension(logger, acting));

  // what never reaches the database the extension does not see
  const onlyAdmins: RequestHandler<{ order?: string }> = ({ headers, method, params }, response, next) => {
    if (whoAsks(headers).isAdmin) {
      return next();
    }
    const { tenant, actor } = acting();
    const action = method === 'DELETE' ? 'DELETE' : 'CREATE';
    audit(logger, {
      ...{ tenant, actor, action, event: `order.${action.toLowerCase()}` },
      target: { id: params.order ?? '', type: 'order' },
      ...{ outcome: 'failure', reason: 'only admins may', sentence: `${actor.id} tried to ${method} orders` },
    });
    response.sendStatus(403);
  };

  const app = express();
  app.use(express.json(), (request, _, next) => asking.run(byWhomAsks(request), next));
  app.post('/orders', onlyAdmins, async ({ body }, response) => {
    response.status(201).json(await prisma.order.createMany({ data: body as Prisma.OrderCreateManyInput[] }));
  });
  app.delete('/orders', onlyAdmins, async (_, response) => {
    response.json(await prisma.order.deleteMany({ where: { paid: true } }));
  });
  app.delete('/orders/:order', onlyAdmins, async ({ params }, response) => {
    await prisma.order.delete({ where: { id: params.order } });
    response.sendStatus(204);
  });
  app.use(notFound);
  return app;
}

/** P2025: the row is not there. */
const notFound: ErrorRequestHandler = (error, _, response, next) => {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') {
    response.sendStatus(404);
  } else {
    next(error);
  }
};
