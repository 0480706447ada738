export type ThemeName = 'dark' | 'light';

const KEY = 'girok.preview.theme';

/** `?theme=light` wins and is remembered; then what was chosen before; then dark, as in Grafana. */
export function chosenTheme(search: string, storage: Pick<Storage, 'getItem' | 'setItem'>): ThemeName {
  const asked = new URLSearchParams(search).get('theme');
  if (isTheme(asked)) {
    rememberTheme(asked, storage);
    return asked;
  }
  const remembered = storage.getItem(KEY);
  return isTheme(remembered) ? remembered : 'dark';
}

export function rememberTheme(theme: ThemeName, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(KEY, theme);
}

function isTheme(value: string | null): value is ThemeName {
  return value === 'dark' || value === 'light';
}
