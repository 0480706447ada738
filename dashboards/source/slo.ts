import { dashboard } from './dashboard';
import { table, timeSeries } from './panels';
import { rowsWith } from './scopes';
import { chosenObjective, objective, service } from './variables';
import { BURN_ALERTS, burnLimit } from '../../queries/slo/burnWindows';
import { budgetOverTime, burnOverTime, errorBudgets } from '../../queries/slo/slo';

const scope = rowsWith(service.condition);

/** Limits of a window of 30 days: on a dashboard the window is whatever range is looked at. */
const [fast, middle, slow] = BURN_ALERTS.map((one) => burnLimit(30, one));

export const slo = dashboard('slo', {
  description:
    'Error budgets of services for an objective that is chosen above. The time range is the window of the objective.',
  variables: [service.variable, objective()],
  from: 'now-7d',
  panels: [
    table({
      title: 'Error budgets',
      description:
        'Budget left: 100 % untouched, 0 % used up. Burn rate: how many times faster than the objective allows requests fail; at 1 the budget lasts exactly the range. ' +
        `Page at ${fast} over 1 h, ${middle} over 6 h; make a ticket at ${slow} over 3 d.`,
      sql: errorBudgets(scope, chosenObjective),
      height: 7,
      columns: {
        service: { title: 'Service', links: 'service' },
        requests: { title: 'Requests', unit: 'short' },
        failed: { title: 'Failed', unit: 'short' },
        availability: { title: 'Succeeded', unit: 'percentunit', decimals: 3 },
        budget_left: { title: 'Budget left', unit: 'percentunit', decimals: 1 },
        burn_1h: { title: 'Burn rate 1 h', unit: 'none', decimals: 2, worse: middle, broken: fast },
        burn_6h: { title: 'Burn rate 6 h', unit: 'none', decimals: 2, worse: slow, broken: middle },
        burn_3d: { title: 'Burn rate 3 d', unit: 'none', decimals: 2, worse: slow },
      },
    }),
    timeSeries({
      title: 'Budget left',
      description: 'What is left of the budget of the whole range as it goes on.',
      unit: 'percentunit',
      sql: budgetOverTime(scope, chosenObjective),
      connect: true,
      max: 1,
      isSigned: true,
    }),
    timeSeries({
      title: 'Burn rate',
      description: 'How fast the budget is spent in each interval: above 1 it does not last.',
      unit: 'none',
      sql: burnOverTime(scope, chosenObjective),
      connect: true,
      reaches: 2,
    }),
  ],
});
