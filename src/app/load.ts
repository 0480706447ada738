import { initPluginTranslations } from '@grafana/i18n';
import { loadResources } from '@grafana/scenes';

import { PLUGIN_ID } from './plugin';

/** Texts of the scenes library are looked up while its modules load: they must be there first. */
const loadTexts = () => initPluginTranslations(PLUGIN_ID, [loadResources]);

/** The app. */
export async function loadApp() {
  await loadTexts();
  return import('./App');
}

/** The trace view for pages of other plugins. */
export async function loadTraceView() {
  await loadTexts();
  return import('../scenes/trace/EmbeddedTrace');
}
