import { readTraceId } from './traceId';
import { HOSTILE } from '../hostile';

const ID = '0af7651916cd43dd8448eb211c80319c';

test.each<[string, string, object]>([
  ['as it is stored', ID, { kind: 'traceId', traceId: ID }],
  ['in capitals and with blanks around it', ` ${ID.toUpperCase()}\n`, { kind: 'traceId', traceId: ID }],
  ['written as a UUID', '0af76519-16cd-43dd-8448-eb211c80319c', { kind: 'traceId', traceId: ID }],
  ['a span id', 'B7AD6B7169203331', { kind: 'spanId', spanId: 'b7ad6b7169203331' }],
  ['nothing but zeros', '0'.repeat(32), { kind: 'none' }],
  ['one digit short', ID.slice(1), { kind: 'none' }],
  ['one digit long', `${ID}0`, { kind: 'none' }],
  ['with a letter that is no digit', `g${ID.slice(1)}`, { kind: 'none' }],
  ['with SQL behind it', `${ID}' OR 1=1 --`, { kind: 'none' }],
])('%s', (_, text, expected) => expect(readTraceId(text)).toEqual(expected));

test.each(HOSTILE)('%j is no trace id', (text) => expect(readTraceId(text)).toEqual({ kind: 'none' }));
