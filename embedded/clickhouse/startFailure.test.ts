import { DataDirLockedError } from './dataDirLock';
import { startFailure } from './startFailure';

test.each([
  ['port', Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }), 'port-in-use'],
  ['no package for the platform', Object.assign(new Error('x'), { code: 'CHDB_PLATFORM' }), 'engine-missing'],
  ['library that does not load', Object.assign(new Error('x'), { code: 'ERR_DLOPEN_FAILED' }), 'engine-missing'],
  ['locked', new DataDirLockedError('/d', 7), 'data-dir-locked'],
  ['anything else', new Error('disk full'), 'other'],
  ['not even an error', 'boom', 'other'],
])('%s', (_, error, reason) => expect(startFailure(error)).toMatchObject({ type: 'failed', reason }));
