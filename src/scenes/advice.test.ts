import { adviceOn } from './advice';

test.each([
  ['code: 159, message: Timeout exceeded', /^Too broad: ClickHouse took too long.*shorter time range/],
  ['Code: 158. DB::Exception: Limit for rows exceeded. (TOO_MANY_ROWS)', /^Too broad: .*too many rows/],
  ['code: 307, message: limit for bytes', /too many rows/],
  ['Code: 241. DB::Exception: memory limit exceeded', /too much memory/],
  ['Code: 396. DB::Exception: Limit for result exceeded (TOO_MANY_ROWS_OR_BYTES)', /too large to show/],
  ['dial tcp 127.0.0.1:8123: connect: connection refused', /refused\. Check that ClickHouse runs/],
  ['code: 60, message: Unknown table', /table names/],
  [
    "code: 60, message: Unknown table expression identifier 'otel.otel_audit_services' in scope SELECT 1",
    /no table otel_audit_services\. Run "girok migrate up"/,
  ],
  // a number that only looks like a code
  ['code: 1590, message: x', /^code: 1590/],
  ['It failed.', /^It failed\. Check/],
])('%s', (message, expected) => expect(adviceOn(message)).toMatch(expected));
