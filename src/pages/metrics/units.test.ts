import { ratePerSecondUnit, unitOf } from './units';

test.each<[string, string, string]>([
  ['s', 's', 'suffix: s/s'],
  ['By', 'bytes', 'binBps'],
  ['1', 'short', 'suffix: /s'],
  ['', 'short', 'suffix: /s'],
  ['{request}', 'short', 'suffix: request/s'],
  ['furlong', 'suffix: furlong', 'suffix: furlong/s'],
  ['constructor', 'suffix: constructor', 'suffix: constructor/s'],
])('the unit %j', (unit, level, rate) => expect([unitOf(unit), ratePerSecondUnit(unit)]).toEqual([level, rate]));
