import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Button, Text, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { headlineOf } from './headline';
import { requestsQuestion } from './requestsQuestion';
import { ServiceTable } from './ServiceTable';
import { isOrder, ORDERS, type ServiceOrder } from './sorting';
import { MOST_SERVICES, serviceResources, type ServiceScope } from '../../../queries/services/services';
import { AnswerState, frameOf, useAnswer } from '../../scenes/answer';
import { NothingMatches } from '../../scenes/NothingMatches';
import { runner } from '../../scenes/query';
import { rowsOfFrame } from '../../scenes/rows';
import { byNeed } from '../../scenes/services/health';
import { servicesOf } from '../../scenes/services/service';
import { ShowSql } from '../../scenes/ShowSql';
import { count } from '../../scenes/words';

interface ServiceListState extends SceneObjectState {
  order: ServiceOrder;
  sql: ShowSql;
}

const DEFAULT: ServiceOrder = 'need';

/** All services that sent anything, those that need a person first. The order stands in the address (`sort`). */
export class ServiceList extends SceneObjectBase<ServiceListState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['sort'] });

  constructor(scope: ServiceScope) {
    super({
      order: DEFAULT,
      sql: new ShowSql({ title: 'Services' }),
      $data: runner([requestsQuestion(scope), { refId: 'resources', sql: serviceResources(scope), as: 'table' }]),
    });
  }

  getUrlState() {
    return { sort: this.state.order === DEFAULT ? undefined : this.state.order };
  }

  updateFromUrl({ sort }: SceneObjectUrlValues) {
    this.setState({ order: isOrder(sort) ? sort : DEFAULT });
  }

  /** Orders the list, as a step that Back undoes. */
  sortBy = (order: ServiceOrder) => this._urlSync.performBrowserHistoryAction(() => this.setState({ order }));

  static Component = ServiceListView;
}

function ServiceListView({ model }: SceneComponentProps<ServiceList>) {
  const { order, sql } = model.useState();
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
        <sql.Component model={sql} />
      </header>
      <AnswerState answer={answer} what="The services" />
      {isEmpty && <NothingMatches model={model} what="services" />}
      {services.length > 0 && (
        <div style={{ opacity: loading ? 0.5 : 1 }}>
          <ServiceTable model={model} services={sorted} order={order} onSort={model.sortBy} />
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
