// eslint-disable-next-line import-x/order -- patches what the imports below require
import { traceInto } from './instrumentation';

import { endWithParent, readSettings, tell } from '../messages';
import { serveBilling } from './billing';
import { livePods, shutdownPods } from './livePods';
import { BILLING_RELEASE } from '../story/day';
import { seeded } from '../story/random';

const random = seeded(Date.now());
const pods = livePods('billing', BILLING_RELEASE, readSettings(), () => random.between(0, 9));
traceInto(pods);

serveBilling(pods, random).then(
  ({ server, port }) => {
    endWithParent(async () => {
      server.forceShutdown();
      await shutdownPods(pods);
    });
    void tell({ type: 'listening', port });
  },
  (error: Error) => tell({ type: 'failed', message: `billing cannot listen: ${error.message}` })
);
