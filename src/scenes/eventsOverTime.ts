import {
  type CustomTransformerDefinition,
  PanelBuilders,
  SceneDataTransformer,
  sceneGraph,
  SceneQueryRunner,
  type VizPanel,
} from '@grafana/scenes';
import { GraphDrawStyle, LegendDisplayMode, StackingMode, VisibilityMode } from '@grafana/schema';
import { map } from 'rxjs';

import { type Question, runner, toQuery } from './query';
import { ShowSql } from './ShowSql';

/** Red is what failed, blue what succeeded, grey what is not known: the same on every page. */
const OUTCOME_COLORS = { failure: 'red', success: 'light-blue', unknown: 'text' };

/** Question whose answer is drawn as the period before. */
export const PERIOD_BEFORE = 'before';

/** Stacked bars of audit events, and the period before, when it is asked for, as a dotted line. Dragging zooms the page. */
export function eventsOverTime(title: string, questions: Question[], legend: 'right' | 'bottom'): VizPanel {
  return (
    PanelBuilders.timeseries()
      .setTitle(title)
      .setData(new SceneDataTransformer({ $data: runner(questions), transformations: [withoutNames] }))
      .setUnit('short')
      .setCustomFieldConfig('drawStyle', GraphDrawStyle.Bars)
      .setCustomFieldConfig('fillOpacity', 70)
      .setCustomFieldConfig('lineWidth', 0)
      // without a cap a lone bar is as wide as the gap to the next one
      .setCustomFieldConfig('barMaxWidth', 14)
      .setCustomFieldConfig('showPoints', VisibilityMode.Never)
      .setCustomFieldConfig('stacking', { mode: StackingMode.Normal, group: 'A' })
      .setOption('legend', { displayMode: LegendDisplayMode.List, placement: legend, showLegend: true, calcs: [] })
      .setOverrides((overrides) => {
        for (const [outcome, color] of Object.entries(OUTCOME_COLORS)) {
          overrides.matchFieldsWithNameByRegex(`/${outcome}$/`).overrideColor({ mode: 'fixed', fixedColor: color });
        }
        overrides
          .matchFieldsByQuery(PERIOD_BEFORE)
          .overrideDisplayName('period before')
          .overrideCustomFieldConfig('drawStyle', GraphDrawStyle.Line)
          .overrideCustomFieldConfig('lineStyle', { fill: 'dot', dash: [2, 5] })
          .overrideCustomFieldConfig('lineWidth', 1)
          .overrideCustomFieldConfig('fillOpacity', 0)
          .overrideCustomFieldConfig('stacking', { mode: StackingMode.None, group: 'before' })
          .overrideColor({ mode: 'fixed', fixedColor: 'text' });
      })
      .setHeaderActions(new ShowSql({ title }))
      .build()
  );
}

/** Of several questions Grafana puts the question's name before each series; frames that have no name keep theirs short. */
export const withoutNames: CustomTransformerDefinition = () => (frames) =>
  frames.pipe(map((all) => all.map((frame) => ({ ...frame, name: undefined }))));

/** Asks a panel of `eventsOverTime()` something else. */
export function askInstead(panel: VizPanel, questions: Question[]) {
  const data = sceneGraph.findDescendents(panel, SceneQueryRunner)[0];
  data?.setState({ queries: questions.map(toQuery) });
  data?.runQueries();
}
