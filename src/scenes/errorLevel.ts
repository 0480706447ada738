import { type GrafanaTheme2 } from '@grafana/data';

/** From which share of failed calls on something gets worse, and is broken: as on the Overview. */
const LEVELS = { worse: 0.01, broken: 0.05 };

/** How bad a share of failed calls (0-1) is. */
export function errorLevel(share: number): 'normal' | 'worse' | 'broken' {
  return share >= LEVELS.broken ? 'broken' : share >= LEVELS.worse ? 'worse' : 'normal';
}

/** Colour of a text that says such a share. */
export const errorColor = (theme: GrafanaTheme2, share: number): string =>
  ({
    normal: theme.colors.text.primary,
    worse: theme.colors.warning.text,
    broken: theme.colors.error.text,
  })[errorLevel(share)];
