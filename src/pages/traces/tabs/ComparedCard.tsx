import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { type ComparedKey } from './comparison';
import { percent } from '../../../scenes/words';
import { IncludeExclude } from '../IncludeExclude';

interface ComparedCardProps {
  model: SceneObject;
  compared: ComparedKey;
  /** What the chosen side is called. */
  name: string;
}

/** One attribute: its values with the share that each has on either side. */
export function ComparedCard({ model, compared: { key, values }, name }: ComparedCardProps) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.card}>
      <h3 className={styles.key}>
        <bdi>{key}</bdi>
      </h3>
      <ul className={styles.values}>
        {values.map(({ value, selection, baseline }) => (
          <li key={value} className={styles.value}>
            <bdi className={styles.text} title={value}>
              {value}
            </bdi>
            <span className={styles.actions}>
              <IncludeExclude model={model} field={key} value={value} />
            </span>
            <Bar className={styles.selection} share={selection} label={name} />
            <Bar className={styles.baseline} share={baseline} label="The rest" />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Bar({ share, label, className }: { share: number; label: string; className: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.line}>
      <span className={styles.label}>{label}</span>
      <span className={styles.track}>
        <span className={className} style={{ width: `${100 * share}%` }} />
      </span>
      <span className={styles.share}>{percent(share)}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const bar = { display: 'block', height: '100%', minWidth: 1 };
  return {
    card: css({
      padding: theme.spacing(1, 1.5),
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.primary,
      minWidth: 0,
    }),
    key: css({ ...theme.typography.h6, margin: theme.spacing(0, 0, 0.5), overflowWrap: 'anywhere' }),
    values: css({ listStyle: 'none', margin: 0, padding: 0 }),
    value: css({
      display: 'grid',
      gridTemplateColumns: '1fr auto',
      alignItems: 'center',
      padding: theme.spacing(0.5, 0),
      borderTop: `1px solid ${theme.colors.border.weak}`,
    }),
    text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
    actions: css({ whiteSpace: 'nowrap' }),
    line: css({
      gridColumn: '1 / -1',
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    label: css({ flex: '0 0 72px', color: theme.colors.text.secondary }),
    track: css({ flex: 1, height: 8 }),
    share: css({ flex: '0 0 52px', textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
    selection: css({ ...bar, background: theme.colors.primary.main }),
    baseline: css({ ...bar, background: theme.colors.text.disabled }),
  };
};
