import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface TrendProps {
  /** Counts of equal lengths of time: the first half is the period before, the second half the range. */
  counts: number[];
  /** What is counted, for those who cannot see the bars. */
  label: string;
  /** Moments to mark, such as deployments: shares (0-1) of both periods from the left. */
  marks?: number[];
}

const WIDTH = 96;
const HEIGHT = 20;

/** Small bars: grey for the period before, blue for the range. */
export function Trend({ counts, label, marks = [] }: TrendProps) {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const half = counts.length / 2;
  return (
    <svg
      className={styles.trend}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={describe(counts, label)}
    >
      <line className={styles.ground} x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {counts.map((count, i) => {
        // what happened once must be seen beside what happened often
        const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
        return (
          <rect
            key={i}
            className={i < half ? styles.before : styles.now}
            x={i * step}
            y={HEIGHT - height}
            width={Math.max(1, step - 1)}
            height={height}
          />
        );
      })}
      {marks.map((at) => (
        <line key={at} className={styles.mark} x1={at * WIDTH} x2={at * WIDTH} y1={0} y2={HEIGHT} />
      ))}
    </svg>
  );
}

function describe(counts: number[], label: string): string {
  const sum = (part: number[]) => part.reduce((total, count) => total + count, 0).toLocaleString('en-US');
  const half = counts.length / 2;
  return `${label}: ${sum(counts.slice(half))}, ${sum(counts.slice(0, half))} in the period before`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  trend: css({ display: 'block', flex: '0 0 auto' }),
  ground: css({ stroke: theme.colors.border.weak }),
  before: css({ fill: theme.colors.text.disabled }),
  now: css({ fill: theme.colors.primary.main }),
  mark: css({ stroke: theme.colors.text.primary, strokeDasharray: '2 1' }),
});
