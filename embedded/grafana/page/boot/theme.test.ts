import { chosenTheme } from './theme';

function storageWith(value: string | null) {
  const kept = new Map(value === null ? [] : [['girok.preview.theme', value]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
}

test.each([
  ['dark, as Grafana, when nothing was chosen', '', null, 'dark'],
  ['the address wins', '?theme=light', 'dark', 'light'],
  ['what was chosen before', '?from=now-1h', 'light', 'light'],
  ['an unknown theme in the address is ignored', '?theme=pink', 'light', 'light'],
  ['an unknown theme in the storage is ignored', '', 'pink', 'dark'],
])('%s', (_, search, stored, theme) => expect(chosenTheme(search, storageWith(stored))).toBe(theme));

test('the theme of the address is remembered', () => {
  const storage = storageWith(null);
  chosenTheme('?theme=light', storage);
  expect(chosenTheme('', storage)).toBe('light');
});
