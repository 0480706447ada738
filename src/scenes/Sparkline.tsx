import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

const WIDTH = 120;
const HEIGHT = 28;

/** Small bars over the page's time range, the highest as tall as the drawing. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const styles = useStyles2(getStyles);
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label} className={styles.chart}>
      {values.map((value, i) => {
        const height = value === 0 ? 0 : Math.max(2, (HEIGHT * value) / most);
        return <rect key={i} x={i * step} y={HEIGHT - height} width={step - 1} height={height} />;
      })}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  chart: css({ flex: 'none', fill: theme.colors.error.main, borderBottom: `1px solid ${theme.colors.border.weak}` }),
});
