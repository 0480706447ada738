import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { amount, type Budget, type Burn, burnsOf, leftText, promiseText, shortHistoryText, spentText } from './budget';
import { type Slo } from '../../../../queries/slo/objective';
import { compactTable } from '../../../scenes/compactTable';

interface BudgetTableProps {
  budgets: Budget[];
  slo: Slo;
  /** End of the windows, ms since 1970. */
  now: number;
}

/** One row a promise: what is left of its budget as a bar, and the burn rates that call somebody. */
export function BudgetTable({ budgets, slo, now }: BudgetTableProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.viewport} tabIndex={0} role="region" aria-label="Error budgets">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Promised</th>
            <th scope="col">Budget of {slo.days} days</th>
            {burnsOf(budgets[0], slo).map(({ alert, limit }) => (
              <th key={alert.name} scope="col" className={styles.number}>
                Burn rate {alert.label} <small>(limit {limit})</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {budgets.map((budget) => (
            <tr key={budget.objective}>
              <th scope="row" className={styles.promise}>
                {promiseText(slo, budget.objective)}
              </th>
              <td>
                <Left budget={budget} slo={slo} now={now} />
              </td>
              {burnsOf(budget, slo).map((burn) => (
                <td key={burn.alert.name} className={styles.number}>
                  <BurnRate burn={burn} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Left({ budget, slo, now }: { budget: Budget; slo: Slo; now: number }) {
  const styles = useStyles2(getStyles);
  const { left } = budget;
  const level = left === null ? '' : left < 0 ? styles.broken : left < 0.25 ? styles.worse : '';
  const short = shortHistoryText(budget, slo, now);
  return (
    <>
      <span className={level}>
        {level !== '' && (
          <Icon
            name={left !== null && left < 0 ? 'exclamation-circle' : 'exclamation-triangle'}
            size="sm"
            aria-hidden
          />
        )}{' '}
        {leftText(budget)}
      </span>
      <span className={styles.track} aria-hidden>
        <span className={cx(styles.bar, level)} style={{ width: `${100 * Math.min(1, Math.max(0, left ?? 0))}%` }} />
      </span>
      <span className={styles.faint}>
        {spentText(budget)}
        {short !== '' && ` · ${short}`}
      </span>
    </>
  );
}

function BurnRate({ burn: { alert, rate, short, isOver } }: { burn: Burn }) {
  const styles = useStyles2(getStyles);
  if (rate === null) {
    return <span className={styles.faint}>no requests</span>;
  }
  return (
    <>
      <span className={isOver ? (alert.severity === 'critical' ? styles.broken : styles.worse) : ''}>
        {isOver && (
          <Icon
            name={alert.severity === 'critical' ? 'exclamation-circle' : 'exclamation-triangle'}
            size="sm"
            title="Above the limit in both windows"
          />
        )}{' '}
        {amount(rate)}
      </span>
      <div className={styles.faint}>
        {short === null ? `no requests in ${alert.shortLabel}` : `${amount(short)} in ${alert.shortLabel}`}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...compactTable(theme),
  promise: css({ fontWeight: 'normal' }),
  track: css({
    display: 'block',
    height: 6,
    minWidth: 160,
    margin: theme.spacing(0.25, 0),
    background: theme.colors.background.secondary,
  }),
  bar: css({ display: 'block', height: '100%', background: 'currentColor' }),
  broken: css({ color: theme.colors.error.text }),
  worse: css({ color: theme.colors.warning.text }),
});
