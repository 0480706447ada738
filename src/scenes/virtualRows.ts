import { type GrafanaTheme2 } from '@grafana/data';

/** What virtual rows scroll in. Opaque, with square corners: it is then drawn without blending or a mask. */
export const rowsViewport = (theme: GrafanaTheme2) =>
  ({
    overflow: 'auto',
    contain: 'strict',
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
  }) as const;

/** A virtual row, moved to its place by a transform. It needs a height; nothing outside is laid out because of it. */
export const virtualRow = { position: 'absolute', top: 0, left: 0, width: '100%', contain: 'strict' } as const;
