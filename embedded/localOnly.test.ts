import { foreignRequest } from './localOnly';

test.each([
  ['a tool on this machine', { host: '127.0.0.1:8123' }],
  ['by name', { host: 'localhost' }],
  ['IPv6', { host: '[::1]:4318' }],
  ['a page of this machine on another port', { host: '127.0.0.1:4318', origin: 'http://localhost:5173' }],
])('answered: %s', (_, headers) => expect(foreignRequest(headers)).toBeUndefined());

test.each([
  ['a page of another site', { host: '127.0.0.1:8123', origin: 'http://evil.example' }, /comes from a page of/],
  ['a page without an origin of its own', { host: '127.0.0.1:8123', origin: 'null' }, /comes from a page of/],
  ['a site that calls itself localhost', { host: '127.0.0.1', origin: 'http://localhost.evil.example' }, /comes from/],
  ['a rebound DNS name', { host: 'evil.example:8123' }, /is not this machine/],
  ['no Host', {}, /is not this machine/],
])('refused: %s', (_, headers, message) => expect(foreignRequest(headers)).toMatch(message));
