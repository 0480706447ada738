import { type GrafanaTheme2 } from '@grafana/data';

/**
 * Names of Grafana's palette that are told apart from each other and from both backgrounds. No red and no orange: these mean
 * that something is broken or getting worse.
 */
const COLORS = [
  'blue',
  'purple',
  'green',
  'yellow',
  'light-blue',
  'dark-purple',
  'light-green',
  'dark-yellow',
  'dark-blue',
  'light-purple',
  'dark-green',
  'light-yellow',
];

/** The colour of a service: the same on every page, today and tomorrow, because it depends on nothing but the name. */
export function serviceColor(service: string, theme: GrafanaTheme2): string {
  return theme.visualization.getColorByName(COLORS[hash(service) % COLORS.length]);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
