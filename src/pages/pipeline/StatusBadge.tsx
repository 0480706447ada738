import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { isBroken, type LagStatus } from '../../../queries/lag/status';

/** A status as word and icon; its colour says the same once more. */
export function StatusBadge({ status }: { status: LagStatus }) {
  const styles = useStyles2(getStyles);
  const kind = kindOf(status);
  return (
    <span className={styles[kind]}>
      <Icon name={ICONS[kind]} size="sm" /> {status}
    </span>
  );
}

type Kind = 'broken' | 'worse' | 'unknown' | 'well';

const ICONS = {
  broken: 'exclamation-circle',
  worse: 'exclamation-triangle',
  unknown: 'question-circle',
  well: 'check',
} as const satisfies Record<Kind, string>;

function kindOf(status: LagStatus): Kind {
  if (isBroken(status) || status === 'NO_COMMIT') {
    return 'broken';
  }
  if (status === 'UNKNOWN') {
    return 'unknown';
  }
  return status === 'OK' ? 'well' : 'worse';
}

const getStyles = (theme: GrafanaTheme2) => ({
  broken: css({ color: theme.colors.error.text, whiteSpace: 'nowrap' }),
  worse: css({ color: theme.colors.warning.text, whiteSpace: 'nowrap' }),
  unknown: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  well: css({ whiteSpace: 'nowrap' }),
});
