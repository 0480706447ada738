import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Button, RadioButtonGroup, Text, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { type Grouping, GROUPINGS, isGrouping } from './grouping';
import { headlineOf } from './headline';
import { ServiceTable } from './ServiceTable';
import { isOrder, ORDERS, type ServiceOrder } from './sorting';
import { MOST_SERVICES, type ServiceScope } from '../../../queries/services/services';
import { AnswerState, frameOf, useAnswer } from '../../scenes/answer';
import { NothingMatches } from '../../scenes/NothingMatches';
import { runner } from '../../scenes/query';
import { rowsOfFrame } from '../../scenes/rows';
import { byNeed } from '../../scenes/services/health';
import { requestsQuestion, resourcesQuestion } from '../../scenes/services/questions';
import { servicesOf } from '../../scenes/services/service';
import { ShowSql } from '../../scenes/ShowSql';
import { count } from '../../scenes/words';

interface ServiceListState extends SceneObjectState {
  order: ServiceOrder;
  /** undefined: one list. */
  grouping?: Grouping;
  sql: ShowSql;
}

const DEFAULT: ServiceOrder = 'need';

/** An option of a group of buttons cannot be undefined. */
const UNGROUPED = 'none';

const GROUP_OPTIONS: Array<{ label: string; value: Grouping | typeof UNGROUPED }> = [
  { label: 'No groups', value: UNGROUPED },
  ...(Object.keys(GROUPINGS) as Grouping[]).map((value) => ({ label: GROUPINGS[value].label, value })),
];

/**
 * All services that sent anything, those that need a person first. Order and groups stand in the address (`sort`, `group`).
 */
export class ServiceList extends SceneObjectBase<ServiceListState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['sort', 'group'] });

  constructor(scope: ServiceScope) {
    super({
      order: DEFAULT,
      sql: new ShowSql({ title: 'Services' }),
      $data: runner([requestsQuestion(scope), resourcesQuestion(scope)]),
    });
  }

  getUrlState() {
    const { order, grouping } = this.state;
    return { sort: order === DEFAULT ? undefined : order, group: grouping };
  }

  updateFromUrl({ sort, group }: SceneObjectUrlValues) {
    this.setState({
      order: isOrder(sort) ? sort : DEFAULT,
      grouping: isGrouping(group) ? group : undefined,
    });
  }

  /** Orders the list, as a step that Back undoes. */
  sortBy = (order: ServiceOrder) => this._urlSync.performBrowserHistoryAction(() => this.setState({ order }));

  /** Groups the list, as a step that Back undoes. */
  groupBy = (grouping: Grouping | undefined) =>
    this._urlSync.performBrowserHistoryAction(() => this.setState({ grouping }));

  static Component = ServiceListView;
}

function ServiceListView({ model }: SceneComponentProps<ServiceList>) {
  const { order, grouping, sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { frames, loading, failure } = answer;
  const services = useMemo(() => {
    const rowsOf = (refId: string) => rowsOfFrame(frameOf({ frames, loading: false }, refId));
    return servicesOf(rowsOf('requests'), rowsOf('resources'));
  }, [frames]);
  const sorted = useMemo(() => [...services].sort(ORDERS[order].order), [services, order]);
  const isEmpty = !loading && failure === undefined && services.length === 0;
  return (
    <section className={styles.list} aria-label="Services" aria-busy={loading}>
      <header className={styles.header}>
        <div role="status" aria-live="polite" className={styles.sentence}>
          <Text element="p" variant="h5">
            {services.length === 0 && loading ? 'Counting services' : headlineOf([...services].sort(byNeed))}
          </Text>
        </div>
        {order !== DEFAULT && (
          <Button size="sm" variant="secondary" onClick={() => model.sortBy(DEFAULT)}>
            Order by need
          </Button>
        )}
        <RadioButtonGroup<Grouping | typeof UNGROUPED>
          size="sm"
          aria-label="Group the services"
          options={GROUP_OPTIONS}
          value={grouping ?? UNGROUPED}
          onChange={(value) => model.groupBy(value === UNGROUPED ? undefined : value)}
        />
        <sql.Component model={sql} />
      </header>
      <AnswerState answer={answer} what="The services" />
      {isEmpty && <NothingMatches model={model} what="services" />}
      {services.length > 0 && (
        <div style={{ opacity: loading ? 0.5 : 1 }}>
          <ServiceTable model={model} services={sorted} grouping={grouping} order={order} onSort={model.sortBy} />
        </div>
      )}
      {services.length >= MOST_SERVICES && (
        <p className={styles.more}>Requests are shown of the {count(MOST_SERVICES)} busiest services.</p>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 2), minHeight: 32 }),
  sentence: css({ flex: '1 1 400px', overflowWrap: 'anywhere' }),
  more: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
