import { asClickHouseException, ClickHouseException, exceptionBlock, exceptionBody, httpStatusOf } from './exception';

test.each([
  [62, 400, 'SYNTAX_ERROR'],
  [53, 400, 'TYPE_MISMATCH'],
  [27, 400, 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
  [47, 404, 'UNKNOWN_IDENTIFIER'],
  [60, 404, 'UNKNOWN_TABLE'],
  [81, 404, 'UNKNOWN_DATABASE'],
  [115, 404, 'UNKNOWN_SETTING'],
  [159, 408, 'TIMEOUT_EXCEEDED'],
  [164, 500, 'READONLY'],
  [202, 503, 'TOO_MANY_SIMULTANEOUS_QUERIES'],
  [241, 500, 'MEMORY_LIMIT_EXCEEDED'],
  [497, 403, 'ACCESS_DENIED'],
  [516, 403, 'AUTHENTICATION_FAILED'],
])('%i -> %i (%s)', (code, status) => expect(httpStatusOf(code)).toBe(status));

describe('an error of the engine', () => {
  test.each([
    [
      'as it is',
      'Code: 60. DB::Exception: No t. (UNKNOWN_TABLE)',
      60,
      'Code: 60. DB::Exception: No t. (UNKNOWN_TABLE)',
    ],
    [
      'wrapped in itself',
      "Code: 115. DB::Exception: Code: 115. DB::Exception: Unknown setting 'x'. (UNKNOWN_SETTING) (version 26.7.2.1). (UNKNOWN_SETTING)",
      115,
      "Code: 115. DB::Exception: Unknown setting 'x'. (UNKNOWN_SETTING)",
    ],
    [
      'the name of a spool file says nothing to a client',
      'Code: 27. DB::Exception: Cannot parse (at row 2)\n: (in file/uri /d/1.body): While executing File: data for INSERT was parsed from file. (X_Y)',
      27,
      'Code: 27. DB::Exception: Cannot parse (at row 2)\n: While executing File. (X_Y)',
    ],
    [
      'of the engine, announced',
      'Query failed: Code: 81. DB::Exception: x (Y_Z)',
      81,
      'Code: 81. DB::Exception: x (Y_Z)',
    ],
    ['not of ClickHouse', 'boom', 1002, 'Code: 1002. DB::Exception: boom (UNKNOWN_EXCEPTION)'],
  ])('%s', (_, message, code, text) => {
    expect(asClickHouseException(new Error(message))).toMatchObject({ code, text });
  });
});

test('the block after rows names the length in bytes, not characters', () => {
  const exception = new ClickHouseException(395, 'Code: 395. DB::Exception: ü (X_Y_Z)');
  const body = exceptionBody(exception, '1.2');
  expect(body).toBe('Code: 395. DB::Exception: ü (X_Y_Z) (version 1.2)\n');
  expect(exceptionBlock(exception, '1.2', 'tag')).toBe(
    `\r\n__exception__\r\ntag\r\n${body}${Buffer.from(body).length} tag\r\n__exception__\r\n`
  );
});
