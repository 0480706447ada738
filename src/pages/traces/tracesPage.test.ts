import { tracesPage } from './tracesPage';
import { auditPage } from '../audit/auditPage';
import { overviewPage } from '../overview/overviewPage';

/** Kinds whose `options` Grafana reads before each query of a data source; without them no query leaves the page. */
const WITH_OPTIONS = ['custom', 'query', 'datasource', 'interval', 'groupby'];

test.each([
  ['overview', overviewPage],
  ['audit', auditPage],
  ['traces', tracesPage],
])('the variables of %s are what they say they are', (_, page) => {
  const variables = page({}).state.$variables?.state.variables ?? [];
  expect(variables).not.toEqual([]);
  for (const { state } of variables) {
    const { name } = state;
    expect({ name, hasOptions: 'options' in state }).toEqual({ name, hasOptions: WITH_OPTIONS.includes(state.type) });
  }
});
