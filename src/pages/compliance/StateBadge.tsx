import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

/** A state as word and icon; its colour says the same once more. */
export function StateBadge({ state }: { state: string }) {
  const styles = useStyles2(getStyles);
  const kind = KINDS[state] ?? 'normal';
  return (
    <span className={styles[kind]}>
      <Icon name={ICONS[kind]} size="sm" /> {state}
    </span>
  );
}

type Kind = 'broken' | 'worse' | 'well' | 'normal' | 'waiting';

/** Of versions, runs, reviews and windows of seals. */
const KINDS: Partial<Record<string, Kind>> = {
  approved: 'well',
  done: 'well',
  OK: 'well',
  draft: 'waiting',
  open: 'waiting',
  running: 'waiting',
  overdue: 'worse',
  late: 'worse',
  interrupted: 'worse',
  'NOT VERIFIED': 'worse',
  'NOT SEALED': 'worse',
  LATE: 'worse',
  failed: 'broken',
  altered: 'broken',
  TAMPERED: 'broken',
  'TOO SHORT': 'broken',
  UNVERIFIABLE: 'broken',
};

const ICONS = {
  broken: 'exclamation-circle',
  worse: 'exclamation-triangle',
  waiting: 'clock-nine',
  well: 'check',
  normal: 'circle-mono',
} as const satisfies Record<Kind, string>;

const getStyles = (theme: GrafanaTheme2) => ({
  broken: css({ color: theme.colors.error.text, whiteSpace: 'nowrap' }),
  worse: css({ color: theme.colors.warning.text, whiteSpace: 'nowrap' }),
  waiting: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  normal: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  well: css({ whiteSpace: 'nowrap' }),
});
