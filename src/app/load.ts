import { initPluginTranslations } from '@grafana/i18n';
import { loadResources } from '@grafana/scenes';

import { PLUGIN_ID } from './plugin';

/** The app, once the texts of the scenes library are there: they are looked up while its modules load. */
export async function loadApp() {
  await initPluginTranslations(PLUGIN_ID, [loadResources]);
  return import('./App');
}
