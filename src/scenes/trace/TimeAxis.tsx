import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { formatDuration } from './duration';
import { placeIn, ticksOf, type TimeWindow } from './timeWindow';

/** Labels of the axis; a tick nearer to the end than this share would be cut off. */
const LAST_LABEL = 0.93;
const TICKS = 6;

/** Times from the start of the trace, above the bars. `columns` are those of the rows. */
export function TimeAxis({ shown, columns }: { shown: TimeWindow; columns: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.axis} style={{ gridTemplateColumns: columns }}>
      <span>Service and operation</span>
      <span className={styles.duration}>Duration</span>
      <div className={styles.ticks}>
        {ticksOf(shown, TICKS)
          .filter((tick) => placeIn(shown, tick) <= LAST_LABEL)
          .map((tick) => (
            <span key={tick} className={styles.tick} style={{ left: `${100 * placeIn(shown, tick)}%` }}>
              {tick === 0 ? '0' : formatDuration(tick)}
            </span>
          ))}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({
    display: 'grid',
    columnGap: theme.spacing(1),
    padding: theme.spacing(0, 2, 0, 1),
    height: 22,
    alignItems: 'end',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  duration: css({ textAlign: 'right' }),
  ticks: css({ position: 'relative', height: '100%', overflow: 'hidden' }),
  tick: css({
    position: 'absolute',
    bottom: 0,
    paddingLeft: 4,
    borderLeft: `1px solid ${theme.colors.border.medium}`,
    whiteSpace: 'nowrap',
  }),
});
