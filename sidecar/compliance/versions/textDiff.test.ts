import { textDiff } from './textDiff';

const MARK = { same: ' ', removed: '-', added: '+' };
const shown = (before: string, after: string) => textDiff(before, after).map(({ kind, text }) => MARK[kind] + text);

test.each<[string, string, string[]]>([
  ['a\nb', 'a\nb', [' a', ' b']],
  ['a\nb\nc', 'a\nc', [' a', '-b', ' c']],
  ['a\nc', 'a\nb\nc', [' a', '+b', ' c']],
  ['a\nb\nc', 'a\nx\nc', [' a', '-b', '+x', ' c']],
  ['', 'a', ['-', '+a']],
])('%j to %j', (before, after, expected) => {
  expect(shown(before, after)).toEqual(expected);
});
