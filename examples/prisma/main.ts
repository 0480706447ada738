import '../express/telemetry';

import { logs } from '@opentelemetry/api-logs';
import { PrismaInstrumentation } from '@prisma/instrumentation';

import { orders } from './orders';
import { temporaryDatabase } from './temporaryDatabase';
import { listen } from '../http/listen';

// a span for every operation, and one for every query that it sends
new PrismaInstrumentation().enable();

void temporaryDatabase(['ord-1', 'ord-2']).then((database) => listen(orders(database, logs.getLogger('orders'))));
