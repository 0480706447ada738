import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { type Change, type ChangeSet } from './changes';

/** What was and what is, side by side: removed and added are said in words and signs, not by colour alone. */
export function EventChanges({ sets }: { sets: ChangeSet[] }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {sets.map(({ name, changes, unchanged }) => (
        <section key={name} aria-label={`Change of ${name}`}>
          <h2 className={styles.heading}>
            Change <bdi className={styles.faint}>{name}</bdi>
          </h2>
          {changes.length === 0 ? (
            <p className={styles.faint}>Nothing is different.</p>
          ) : (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Part</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {changes.map((change, i) => (
                  <ChangeRow key={i} change={change} />
                ))}
              </tbody>
            </table>
          )}
          {unchanged > 0 && changes.length > 0 && (
            <p className={styles.faint}>{unchanged === 1 ? '1 part is' : `${unchanged} parts are`} as before.</p>
          )}
        </section>
      ))}
    </>
  );
}

function ChangeRow({ change: { path, before, after } }: { change: Change }) {
  const styles = useStyles2(getStyles);
  return (
    <tr>
      <td className={styles.faint}>
        <bdi>{partOf(path)}</bdi>
      </td>
      <td>
        {before === undefined ? (
          <span className={styles.faint}>not there</span>
        ) : (
          <del className={styles.removed}>
            <span aria-hidden="true">− </span>
            <bdi>{before}</bdi>
          </del>
        )}
      </td>
      <td>
        {after === undefined ? (
          <span className={styles.faint}>removed</span>
        ) : (
          <ins className={styles.added}>
            <span aria-hidden="true">+ </span>
            <bdi>{after}</bdi>
          </ins>
        )}
      </td>
    </tr>
  );
}

/** `roles[]` is an element of roles. */
function partOf(path: string): string {
  if (path === '') {
    return 'value';
  }
  return path.endsWith('[]') ? ['element', path.slice(0, -2)].filter(Boolean).join(' of ') : path;
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ fontSize: theme.typography.h5.fontSize, margin: theme.spacing(0, 0, 1) }),
  faint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  table: css({
    width: '100%',
    tableLayout: 'fixed',
    borderCollapse: 'collapse',
    'th, td': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'left',
      verticalAlign: 'top',
      overflowWrap: 'anywhere',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
  }),
  removed: css({ color: theme.colors.error.text, textDecoration: 'none' }),
  added: css({ color: theme.colors.success.text, textDecoration: 'none' }),
});
