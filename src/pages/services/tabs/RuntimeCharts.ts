import { PanelBuilders, SceneObjectBase, sceneGraph, type SceneObjectState, type VizPanel } from '@grafana/scenes';
import { LegendDisplayMode, VisibilityMode } from '@grafana/schema';

import { severalMetrics } from '../../../../queries/metrics/severalMetrics';
import { type RuntimeQuestion } from '../../../../queries/runtime/runtime';
import { answerable, metricsSent } from '../../../../queries/runtime/sent';
import { type ServiceScope } from '../../../../queries/services/services';
import { metricOf } from '../../../scenes/metricOf';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { answerOf } from '../../../scenes/tab/answer';

interface RuntimeChartsState extends SceneObjectState {
  scope: ServiceScope;
  questions: readonly RuntimeQuestion[];
  sql: ShowSql;
  /** Questions that what the service sends answers. */
  answered: RuntimeQuestion[];
  charts: VizPanel[];
}

/** Fewer, wider intervals than the chart has pixels: most metrics come once a minute. */
const POINTS = 90;

/** One chart for each question that metrics of the service answer: it asks what was sent first, and draws what it finds. */
export abstract class RuntimeCharts extends SceneObjectBase<RuntimeChartsState> {
  constructor(scope: ServiceScope, questions: readonly RuntimeQuestion[], title: string) {
    super({
      scope,
      questions,
      sql: new ShowSql({ title }),
      answered: [],
      charts: [],
      $data: runner([{ refId: 'sent', sql: metricsSent(scope, questions), as: 'table' }]),
    });
    this.addActivationHandler(() => {
      this.redraw();
      this._subs.add(sceneGraph.getData(this).subscribeToState(() => this.redraw()));
    });
  }

  /** Charts whose question is still the same stay, and keep their picture. */
  private redraw() {
    const { questions, scope, answered, charts } = this.state;
    const { rows, loading } = answerOf(sceneGraph.getData(this).state.data);
    if (loading) {
      return;
    }
    const now = answerable(questions, rows.map(metricOf));
    if (JSON.stringify(now) !== JSON.stringify(answered)) {
      const kept = new Map(answered.map((question, i) => [JSON.stringify(question), charts[i]]));
      this.setState({
        answered: now,
        charts: now.map((question) => kept.get(JSON.stringify(question)) ?? chartOf(scope, question)),
      });
    }
  }
}

// the description stands below, where it is read without a click
const chartOf = (scope: ServiceScope, { title, unit, metrics }: RuntimeQuestion): VizPanel =>
  PanelBuilders.timeseries()
    .setTitle(title)
    .setData(
      runner(
        [{ refId: 'metrics', sql: severalMetrics({ ...scope, interval: 'panel' }, metrics), as: 'timeseries' }],
        POINTS
      )
    )
    .setUnit(unit)
    .setMin(0)
    .setMax(unit === 'percentunit' ? 1 : undefined)
    .setCustomFieldConfig('showPoints', VisibilityMode.Auto)
    .setCustomFieldConfig('fillOpacity', 5)
    .setOption('legend', { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] })
    .setHeaderActions(new ShowSql({ title }))
    .build();
