import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';

/** How the parts of these pages are laid out: text of a readable width, forms that fold. */
export const layout = (theme: GrafanaTheme2) => ({
  stack: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), width: '100%', minWidth: 0 }),
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' }),
  fields: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    alignItems: 'flex-end',
    '> *': { minWidth: 180, flex: '1 1 180px', maxWidth: 420 },
  }),
  /** Main part and what stands beside it; below it on narrow screens. */
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 360px',
    gap: theme.spacing(3),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  text: css({ maxWidth: '90ch', margin: 0, overflowWrap: 'anywhere' }),
  note: css({ maxWidth: '110ch', margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  box: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(2),
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    minWidth: 0,
  }),
  code: css({
    margin: 0,
    padding: theme.spacing(1.5),
    overflow: 'auto',
    maxHeight: 420,
    fontSize: theme.typography.bodySmall.fontSize,
    background: theme.colors.background.secondary,
    border: 'none',
    whiteSpace: 'pre-wrap',
  }),
});
