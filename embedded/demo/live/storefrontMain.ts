// eslint-disable-next-line import-x/order -- patches what the imports below require
import { traceInto } from './instrumentation';

import { endWithParent, readSettings, tell } from '../messages';
import { drive } from './driver';
import { livePods, shutdownPods } from './livePods';
import { serveStorefront } from './storefront';
import { CURRENT_RELEASE } from '../story/day';
import { seeded } from '../story/random';

const { billingPort = 0, ...destination } = readSettings();
const random = seeded(Date.now());
const pods = livePods('storefront', CURRENT_RELEASE, destination, () => 0);
traceInto(pods);

serveStorefront(pods, billingPort, random).then(
  ({ server, port }) => {
    const stop = new AbortController();
    const driven = drive(port, random, stop.signal, (requests) => void tell({ type: 'served', requests }));
    endWithParent(async () => {
      stop.abort();
      await driven;
      server.closeAllConnections();
      await shutdownPods(pods);
    });
    void tell({ type: 'listening', port });
  },
  (error: Error) => tell({ type: 'failed', message: `storefront cannot listen: ${error.message}` })
);
