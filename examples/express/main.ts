import './telemetry';

import { logs } from '@opentelemetry/api-logs';
import express, { type RequestHandler } from 'express';

import { auditRequests } from './auditRequests';
import { listen } from '../http/listen';
import { byWhomAsks, whoAsks } from '../http/orders';

const audited = auditRequests(logs.getLogger('orders'), (request) => ({
  ...byWhomAsks(request),
  event: 'order.delete',
  action: 'DELETE',
  target: { id: String(request.params.order), type: 'order' },
}));

const onlyAdmins: RequestHandler = ({ headers }, response, next) => {
  if (whoAsks(headers).isAdmin) {
    next();
  } else {
    response.sendStatus(403);
  }
};

const app = express();
app.delete('/orders/:order', audited, onlyAdmins, (_, response) => {
  response.sendStatus(204);
});

listen(app);
