import { getThemeById } from '@grafana/data';
import { config, getAppEvents, locationService, ThemeChangedEvent } from '@grafana/runtime';

import { rememberTheme, type ThemeName } from '../boot/theme';

/** Changes the theme of the running page as Grafana does, remembers it, and drops `?theme=` which would win again. */
export function switchTheme(name: ThemeName): void {
  const theme = getThemeById(name);
  rememberTheme(name, window.localStorage);
  config.theme2 = theme;
  config.bootData.user.lightTheme = theme.isLight;
  config.bootData.user.theme = name;
  if (locationService.getSearch().has('theme')) {
    locationService.partial({ theme: null }, true);
  }
  getAppEvents().publish(new ThemeChangedEvent(theme));
}
