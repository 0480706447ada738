import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { IconButton, useStyles2 } from '@grafana/ui';

import { becameOf, type Card, percent, type TopValue } from './breakdown';
import { Trend } from '../../scenes/Trend';
import { ValueActions } from '../../scenes/ValueActions';

interface BreakdownCardProps {
  model: SceneObject;
  card: Card;
  isFavourite: boolean;
  onStar: () => void;
}

/** The most frequent values of one field: count, share, what it was before, trend, include and exclude. */
export function BreakdownCard({ model, card, isFavourite, onStar }: BreakdownCardProps) {
  const { key, values, top, change } = card;
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.card} aria-label={key}>
      <header className={styles.header}>
        <h3 className={styles.title}>
          <bdi>{key}</bdi>
        </h3>
        <span className={styles.faint}>{values === 1 ? '1 value' : `${values.toLocaleString('en-US')} values`}</span>
        <span className={styles.change}>
          {change === undefined
            ? 'too few events to compare'
            : change >= 0.005
              ? `${percent(change)} changed`
              : 'as before'}
        </span>
        <IconButton
          name={isFavourite ? 'favorite' : 'star'}
          iconType={isFavourite ? 'mono' : 'default'}
          size="sm"
          aria-pressed={isFavourite}
          tooltip={`Star ${key}`}
          onClick={onStar}
        />
      </header>
      <ul className={styles.values}>
        {top.map((value) => (
          <Value key={value.value} model={model} field={key} value={value} />
        ))}
      </ul>
      {values > top.length && (
        <p className={styles.rest}>and {(values - top.length).toLocaleString('en-US')} rarer values</p>
      )}
    </section>
  );
}

function Value({ model, field, value }: { model: SceneObject; field: string; value: TopValue }) {
  const styles = useStyles2(getStyles);
  const shown = value.value || '(none)';
  return (
    <li className={styles.value}>
      <span className={styles.bar} style={{ width: `${value.share * 100}%` }} />
      <bdi className={styles.name} title={shown}>
        {shown}
      </bdi>
      <span className={styles.became}>{becameOf(value)}</span>
      <Trend counts={value.trend} label={shown} />
      <span className={styles.count}>{value.events.toLocaleString('en-US')}</span>
      <span className={styles.share}>{percent(value.share)}</span>
      <ValueActions model={model} field={field} value={value.value} />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    minWidth: 0,
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  header: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), marginBottom: theme.spacing(0.5) }),
  title: css({ ...theme.typography.h6, margin: 0, minWidth: 0, overflowWrap: 'anywhere' }),
  faint: css({
    flex: 1,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  change: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'nowrap' }),
  values: css({ margin: 0, padding: 0, listStyle: 'none' }),
  value: css({
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: 28,
    paddingLeft: theme.spacing(0.5),
  }),
  // below the text, so that the text keeps its contrast
  bar: css({
    position: 'absolute',
    left: 0,
    bottom: 1,
    height: 2,
    minWidth: 1,
    background: theme.colors.primary.main,
    pointerEvents: 'none',
  }),
  name: css({
    position: 'relative',
    flex: 1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  became: css({
    position: 'relative',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
  count: css({ position: 'relative', width: 56, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  share: css({
    position: 'relative',
    width: 44,
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.secondary,
  }),
  rest: css({
    margin: theme.spacing(0.5, 0, 0, 0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
