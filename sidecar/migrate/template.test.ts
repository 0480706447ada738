import { renderStatements, renderTemplate } from './template';

const render = (template: string, variables = {}) => renderTemplate(template, variables);

test('variables are written by their type', () => {
  const { sql } = render(
    'CREATE TABLE {{database:Identifier}}.t TTL x + INTERVAL {{keep:Interval}} SETTINGS s = {{text:String}}, n = {{n:UInt}}',
    {
      database: 'otel',
      keep: '90 days',
      text: "a'b",
      n: 5,
    }
  );
  expect(sql).toBe("CREATE TABLE `otel`.t TTL x + INTERVAL 90 DAY SETTINGS s = 'a\\x27b', n = 5");
});

test('a secret is in what is sent and not in what is shown', () => {
  const rendered = render('password = {{kafka_password:Secret}}', { kafka_password: 'hunter2' });
  expect(rendered).toEqual({ sql: "password = 'hunter2'", shown: "password = '[HIDDEN]'" });
});

test('fragments are put in, also inside each other', () => {
  const template = '/* @let inner\nMap(String, String)\n*/\n/* @let outer\nArray({{> inner}})\n*/\nx {{> outer}}';
  expect(render(template).sql.trim()).toBe('x Array(Map(String, String))');
});

test('fragments take arguments, and hand them on', () => {
  const template =
    '/* @let map_of\nmapFromArrays($1.key, {{> text($1.value, 2)}})\n*/\n/* @let text\nf($2, $1)\n*/\nx {{> map_of(span.attributes)}}';
  expect(render(template).sql.trim()).toBe('x mapFromArrays(span.attributes.key, f(2, span.attributes.value))');
});

test('a condition may choose between two fragments of one name', () => {
  const template =
    '-- @if queues = kafka\n/* @let a\nA\n*/\n-- @end\n-- @if queues = null\n/* @let a\nB\n*/\n-- @end\n{{> a}}';
  expect(render(template, { queues: 'null' }).sql.trim()).toBe('B');
});

test.each([
  ['null', 'B'],
  ['kafka', 'A'],
])('queues = %s keeps its part', (queues, kept) => {
  expect(render('-- @if queues = kafka\nA\n-- @end\n-- @if queues = null\nB\n-- @end\n', { queues }).sql.trim()).toBe(
    kept
  );
});

test.each<[string, string, object, RegExp]>([
  ['a variable without a value', '{{a:String}}', {}, /a has no value/],
  ['a name that is none', '{{a:Identifier}}', { a: 'x; DROP' }, /not a ClickHouse name/],
  ['a number that is none', '{{a:UInt}}', { a: '1 OR 1' }, /whole number/],
  ['a period that is none', '{{a:Interval}}', { a: '90 DAYS; DROP' }, /a period of at most/],
  ['an unknown type', '{{a:Text}}', { a: 'x' }, /not part of the template language/],
  ['an unknown fragment', '{{> a}}', {}, /not defined/],
  ['a missing argument', '/* @let a\n$1\n*/\n{{> a}}', {}, /needs an argument number 1/],
  ['a fragment within itself', '/* @let a\n{{> a}}\n*/\n{{> a}}', {}, /includes itself/],
  ['a mistyped directive', '-- @pause q\nA', {}, /"-- @pause q" is not part of the template language/],
  ['a condition without an end', '-- @if queues = kafka\nA', { queues: 'kafka' }, /not part of the template language/],
])('%s is refused', (_, template, variables, message) => expect(() => render(template, variables)).toThrow(message));

test('statements are known as they are sent, as they are shown, and as they stand in the template', () => {
  const template = '-- @pauses q\nSELECT 1; SELECT {{name:String}}, {{kafka_password:Secret}}';
  expect(renderStatements(template, { name: 'a;b', kafka_password: 'c;d' })).toEqual([
    { template: 'SELECT 1', sql: 'SELECT 1', shown: 'SELECT 1', missing: undefined },
    {
      template: 'SELECT {{name:String}}, {{kafka_password:Secret}}',
      sql: "SELECT 'a\\x3bb', 'c\\x3bd'",
      shown: "SELECT 'a\\x3bb', '[HIDDEN]'",
    },
  ]);
});
