import { requestOptions } from './request';
import { secondsAllowed, sessionSetup, TIME_LIMIT } from './sessionSetup';

const options = (url: string, headers = {}) => requestOptions(new URLSearchParams(url), headers);

test('URL parameters are sorted into statement, HTTP options, settings and parameters', () => {
  const url =
    'query=SELECT+1&query_id=q&database=db&default_format=JSON&session_id=s&client_protocol_version=54460' +
    '&role=r&wait_end_of_query=1&user=u&password=p&max_threads=2&param_x=a%09b&param_y=';
  expect(options(url)).toMatchObject({
    query: 'SELECT 1',
    database: 'db',
    defaultFormat: 'JSON',
    waitEndOfQuery: true,
    settings: [['max_threads', '2']],
    parameters: [
      ['x', 'a\tb'],
      ['y', ''],
    ],
  });
});

test('database and format may be headers; the URL wins', () => {
  const headers = { 'x-clickhouse-database': 'h', 'x-clickhouse-format': 'CSV' };
  expect(options('', headers)).toMatchObject({ database: 'h', defaultFormat: 'CSV' });
  expect(options('database=u&default_format=TSV', headers)).toMatchObject({ database: 'u', defaultFormat: 'TSV' });
});

test.each([
  ['asked and accepted', 'enable_http_compression=1', { 'accept-encoding': 'gzip, deflate' }, true],
  ['only accepted, as clickhouse-go does', '', { 'accept-encoding': 'gzip' }, false],
  ['only asked', 'enable_http_compression=1', {}, false],
  ['switched off', 'enable_http_compression=0', { 'accept-encoding': 'gzip' }, false],
])('gzip: %s', (_, url, headers, gzip) => expect(options(url, headers).gzip).toBe(gzip));

test.each([
  ['a read that asks for nothing', '', true, TIME_LIMIT.read],
  ['a write that asks for nothing', '', false, TIME_LIMIT.ceiling],
  ['less', 'max_execution_time=7', true, 7],
  ['more than allowed', 'max_execution_time=999999', true, TIME_LIMIT.ceiling],
  ['unlimited', 'max_execution_time=0', true, TIME_LIMIT.ceiling],
  ['not a number', 'max_execution_time=x', true, TIME_LIMIT.ceiling],
  ['the last one counts', 'max_execution_time=3&max_execution_time=4', true, 4],
])('time: %s', (_, url, reads, seconds) => expect(secondsAllowed(options(url).settings, reads)).toBe(seconds));

describe('the session of a request', () => {
  const base = {
    database: undefined,
    settings: [],
    parameters: [],
    readonly: false,
    seconds: 9,
    maxMemoryBytes: 5,
    tag: 't',
  };
  const setup = (given: Partial<Parameters<typeof sessionSetup>[0]>) => sessionSetup({ ...base, ...given });

  test('names and values cannot leave their place', () => {
    expect(setup({ database: 'a`; DROP' })[0]).toBe('USE `a\\`; DROP`');
    expect(setup({ parameters: [['p', "x', max_threads='1\\"]] })[0]).toContain(
      "param_p = 'x\\', max_threads=\\'1\\\\'"
    );
    expect(() => setup({ settings: [['a = 1, b', '1']] })).toThrow(/Code: 115/);
    expect(() => setup({ parameters: [['a b', '1']] })).toThrow(/Code: 115/);
  });

  test('readonly comes last: it would stop the settings', () => {
    expect(setup({ readonly: true, database: 'd' }).at(-1)).toBe('SET readonly = 2');
  });

  test('a client cannot take the tag or the time limit away', () => {
    const [set] = setup({
      settings: [
        ['log_comment', 'x'],
        ['max_execution_time', '0'],
      ],
    });
    expect(set).toContain("log_comment = 't'");
    expect(set).toContain("max_execution_time = '9'");
    expect(set.match(/max_execution_time/g)).toHaveLength(1);
  });
});
