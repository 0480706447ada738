import { parseStartOptions } from './startOptions';

test('nothing said: the demo, the embedded ClickHouse, ports of our choice', () => {
  expect(parseStartOptions([])).toEqual({
    port: undefined,
    clickhousePort: undefined,
    otlpPort: undefined,
    sidecarPort: undefined,
    dataDir: '.girok',
    reset: false,
    demo: true,
    open: true,
    clickhouse: undefined,
    help: false,
  });
});

test('everything said', () => {
  const args =
    '--port 1 --clickhouse-port 2 --otlp-port 0 --sidecar-port 3 --data d --reset --no-demo --no-open --clickhouse http://u@h:8123';
  expect(parseStartOptions(args.split(' '))).toEqual({
    port: 1,
    clickhousePort: 2,
    otlpPort: 0,
    sidecarPort: 3,
    dataDir: 'd',
    reset: true,
    demo: false,
    open: false,
    clickhouse: new URL('http://u@h:8123'),
    help: false,
  });
});

test.each([
  [['--port', 'x'], /--port wants a port/],
  [['--otlp-port', '70000'], /--otlp-port wants a port/],
  [['--clickhouse', 'nowhere'], /--clickhouse wants an address/],
  [['--clickhouse', 'file:///etc'], /--clickhouse wants an address/],
  [['--prot', '1'], /--prot/],
])('%j is refused with its name', (args, message) => expect(() => parseStartOptions(args)).toThrow(message));
