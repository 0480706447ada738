import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';

import { isSameMetric } from './chosenMetric';
import { type Metric } from '../../../queries/metrics/metric';
import { metricOf } from '../../scenes/metricOf';
import { moment } from '../../scenes/moment';
import { numberOf, type Row, textOf } from '../../scenes/tab/answer';
import { count, plural } from '../../scenes/words';

const ROW_HEIGHT = 66;

/** How the types are called on screen. */
export const TYPE_WORDS: Record<Metric['type'], string> = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponential_histogram: 'exponential histogram',
  summary: 'summary',
};

interface MetricListProps {
  rows: Row[];
  chosen: Metric | undefined;
  onOpen: (metric: Metric) => void;
}

/** The catalogue: rows are virtual, so their number does not matter. */
export function MetricList({ rows, chosen, onOpen }: MetricListProps) {
  const styles = useStyles2(getStyles);
  const viewport = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  return (
    <div ref={viewport} className={styles.viewport} tabIndex={0} role="region" aria-label="List of metrics">
      <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          const metric = metricOf(row);
          const isChosen = isSameMetric(metric, chosen);
          return (
            <li key={index} className={styles.item} style={{ transform: `translateY(${start}px)` }}>
              <button
                type="button"
                className={cx(styles.row, isChosen && styles.chosen)}
                aria-current={isChosen || undefined}
                onClick={() => onOpen(metric)}
              >
                <bdi className={styles.name}>{metric.name || '(no name)'}</bdi>
                <span className={styles.faint}>
                  {TYPE_WORDS[metric.type]}
                  {metric.unit !== '' && (
                    <>
                      {' '}
                      in <bdi>{metric.unit}</bdi>
                    </>
                  )}{' '}
                  · {plural(numberOf(row, 'services'), 'service')} · {count(numberOf(row, 'series'))} series · last{' '}
                  {moment(numberOf(row, 'last'))}
                  {numberOf(row, 'variants') > 1 && (
                    <>
                      {' '}
                      · <Icon name="exclamation-triangle" size="sm" aria-hidden /> one of {numberOf(row, 'variants')}{' '}
                      kinds
                    </>
                  )}
                </span>
                <bdi className={styles.faint}>{textOf(row, 'description')}</bdi>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const line = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', width: '100%' } as const;
  return {
    viewport: css({
      height: 'calc(100vh - 320px)',
      minHeight: 240,
      overflow: 'auto',
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
    }),
    list: css({ position: 'relative', listStyle: 'none', margin: 0 }),
    item: css({ position: 'absolute', top: 0, left: 0, width: '100%', height: ROW_HEIGHT }),
    row: css({
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'center',
      width: '100%',
      height: '100%',
      padding: theme.spacing(0, 1),
      border: 0,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      background: 'transparent',
      color: theme.colors.text.primary,
      textAlign: 'left',
      '&:hover': { background: theme.colors.action.hover },
      // on these backgrounds the faint colour cannot be read
      '&:hover > *, &[aria-current] > *': { color: theme.colors.text.primary },
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    }),
    chosen: css({
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    }),
    name: css({ ...line, fontWeight: theme.typography.fontWeightMedium }),
    faint: css({ ...line, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  };
};
