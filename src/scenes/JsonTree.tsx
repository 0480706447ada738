import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Levels that are open at first. */
const OPEN_LEVELS = 2;

/** A value as a tree that folds. Text that is JSON itself is unfolded, too. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.tree} tabIndex={0} role="region" aria-label={label}>
      <Children value={value} level={0} />
    </div>
  );
}

function Children({ value, level }: { value: unknown; level: number }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.children}>
      {Object.entries(value as object)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]: [string, unknown]) => (
          <li key={key}>
            <Branch name={key} value={one} level={level} />
          </li>
        ))}
    </ul>
  );
}

function Branch({ name, value, level }: { name: string; value: unknown; level: number }) {
  const styles = useStyles2(getStyles);
  const inner = unfolded(value);
  const key = <bdi className={styles.key}>{name}</bdi>;
  if (typeof inner === 'object' && inner !== null) {
    const size = Object.keys(inner).length;
    return (
      <details open={level + 1 < OPEN_LEVELS}>
        <summary>
          {key} <span className={styles.size}>{Array.isArray(inner) ? `[${size}]` : `{${size}}`}</span>
        </summary>
        <Children value={inner} level={level + 1} />
      </details>
    );
  }
  return (
    <div className={styles.leaf}>
      {key}: <bdi>{typeof inner === 'string' ? JSON.stringify(inner) : String(inner)}</bdi>
    </div>
  );
}

/** An object or a list that was sent as its JSON text. */
function unfolded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  tree: css({
    overflow: 'auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    summary: { cursor: 'pointer' },
    '& > ul': { paddingLeft: 0 },
  }),
  children: css({ margin: 0, paddingLeft: theme.spacing(2), listStyle: 'none' }),
  leaf: css({ paddingLeft: theme.spacing(1.5), overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  key: css({ color: theme.colors.text.link }),
  size: css({ color: theme.colors.text.secondary }),
});
