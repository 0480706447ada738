import { endWithParent, readSettings, tell } from '../messages';
import { sendRecords } from './sendRecords';

const { records, ...destination } = readSettings();

endWithParent(async () => {});

if (records) {
  sendRecords(records, destination)
    .then(
      (sent) => tell({ type: 'sent', sent }),
      (error: Error) => tell({ type: 'failed', message: error.message })
    )
    .finally(() => process.disconnect());
}
