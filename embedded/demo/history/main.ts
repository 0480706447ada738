import { endWithParent, readSettings, tell } from '../messages';
import { backfill } from './backfill';

const { hours = 0, end = Date.now(), ...destination } = readSettings();

endWithParent(async () => {});

backfill({ ...destination, hours, end, onProgress: (done, of) => void tell({ type: 'progress', done, of }) })
  .then(
    (counts) => tell({ type: 'backfilled', counts }),
    (error: Error) => tell({ type: 'failed', message: error.message })
  )
  .finally(() => process.disconnect());
