// Runs as a classic script before the page's module: @grafana/runtime reads window.grafanaBootData once, while its
// config module is evaluated, and makes theme, data sources and toggles from it.

import { grafanaBootData } from './grafanaBootData';
import { chosenTheme } from './theme';
import { BOOT_DATA_ELEMENT, type BootData } from '../../bootData';

const element = document.getElementById(BOOT_DATA_ELEMENT);
const boot = JSON.parse(element?.textContent ?? '{}') as BootData;

window.__grafana_public_path__ = '/public/';
window.girokBootData = boot;
Object.assign(window, {
  grafanaBootData: grafanaBootData(
    boot,
    chosenTheme(window.location.search, window.localStorage),
    window.location.origin
  ),
});
