import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState, useStyles2 } from '@grafana/ui';

import { byPlace } from './places';
import { RESOURCE_PREFIX } from '../../../../queries/fields';
import { serviceInfrastructure } from '../../../../queries/services/infrastructure';
import { type ServiceScope } from '../../../../queries/services/services';
import { compactTable } from '../../../scenes/compactTable';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { listOf, numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { addFilter } from '../../../scenes/variables';
import { plural } from '../../../scenes/words';

interface InfrastructureState extends SceneObjectState {
  sql: ShowSql;
}

/** Where the service runs and what sends for it: its resource attributes. A value narrows the page. */
export class Infrastructure extends SceneObjectBase<InfrastructureState> {
  constructor(scope: ServiceScope) {
    super({
      sql: new ShowSql({ title: 'Infrastructure' }),
      $data: runner([{ refId: 'infrastructure', sql: serviceInfrastructure(scope), as: 'table' }]),
    });
  }

  static Component = InfrastructureView;
}

function InfrastructureView({ model }: SceneComponentProps<Infrastructure>) {
  const { sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  return (
    <TabFrame
      model={model}
      name="Infrastructure"
      what="resource attributes"
      answer={answer}
      sql={sql}
      note={`${plural(answer.rows.length, 'resource attribute')} of spans, logs and metrics`}
      empty={
        <EmptyState variant="not-found" message="No resource attributes">
          What the service sent in this time range does not say where it came from.
        </EmptyState>
      }
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Values</th>
          </tr>
        </thead>
        {byPlace(answer.rows, (row) => textOf(row, 'key')).map(({ place, rows }) => (
          <tbody key={place}>
            <tr>
              <th scope="rowgroup" colSpan={2} className={styles.place}>
                {place}
              </th>
            </tr>
            {rows.map((row) => (
              <tr key={textOf(row, 'key')}>
                <th scope="row" className={styles.key}>
                  <bdi>{textOf(row, 'key')}</bdi>
                </th>
                <td>
                  <Values model={model} row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </TabFrame>
  );
}

function Values({ model, row }: { model: Infrastructure; row: Row }) {
  const styles = useStyles2(getStyles);
  const key = textOf(row, 'key');
  const values = listOf(row, 'values').map(String);
  const more = numberOf(row, 'all_values') - values.length;
  return (
    <ul className={styles.values}>
      {values.map((value) => (
        <li key={value}>
          <button
            type="button"
            className={styles.link}
            aria-label={`Only ${key} ${value}`}
            onClick={() => addFilter(model, RESOURCE_PREFIX + key, '=', value)}
          >
            <bdi>{value || '(empty)'}</bdi>
          </button>
        </li>
      ))}
      {more > 0 && <li className={styles.faint}>and {more} more</li>}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...compactTable(theme),
  place: css({ fontWeight: theme.typography.fontWeightMedium, paddingTop: `${theme.spacing(2)} !important` }),
  key: css({ fontWeight: 'normal', whiteSpace: 'nowrap', width: 1 }),
  values: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), listStyle: 'none', margin: 0 }),
});
