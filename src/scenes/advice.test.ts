import { adviceOn } from './advice';

test.each([
  ['code: 159, message: Timeout exceeded', /Timeout exceeded\. The query wanted too much/],
  ['Code: 158. DB::Exception: Limit for rows exceeded. (TOO_MANY_ROWS)', /wanted too much/],
  ['dial tcp 127.0.0.1:8123: connect: connection refused', /refused\. Check that ClickHouse runs/],
  ['code: 60, message: Unknown table', /table names/],
  ['It failed.', /^It failed\. Check/],
])('%s', (message, expected) => expect(adviceOn(message)).toMatch(expected));
