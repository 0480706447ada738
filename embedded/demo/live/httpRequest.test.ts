import { fromHttp, type HttpRequest, toHttp } from './httpRequest';
import { operationNames } from '../story/operations';
import { seeded } from '../story/random';
import { randomRequest } from '../story/request';

test.each(operationNames)('%s arrives as it was sent', (operation) => {
  for (let seed = 0; seed < 20; seed++) {
    const request = randomRequest(seeded(seed), operation, 'initech');
    expect(fromHttp(toHttp(request), 'initech')).toEqual(request);
  }
});

const login: HttpRequest = { method: 'POST', path: '/api/login', headers: { 'x-user': 'user-1' }, body: '{}' };

test('a route that does not exist is nothing', () => {
  expect(fromHttp({ ...login, path: '/api/nothing' }, 'acme')).toBeUndefined();
  expect(fromHttp({ ...login, method: 'PATCH' }, 'acme')).toBeUndefined();
});

test.each([
  ['a user of another tenant', { headers: { 'x-user': 'user-21' } }, 'x-user names nobody of acme'],
  ['no user', { headers: {} }, 'x-user names nobody of acme'],
  ['a body that is not JSON', { body: '{' }, 'The body is not JSON.'],
  ['a field of the wrong kind', { body: '{"records":"many"}' }, 'POST /api/login'],
  ['a number that is none', { method: 'GET', path: '/api/invoices?records=x', body: '' }, 'GET /api/invoices'],
])('%s is refused with a reason', (_, change, reason) => {
  expect(() => fromHttp({ ...login, ...change }, 'acme')).toThrow(reason);
});
