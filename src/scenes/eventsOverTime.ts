import { PanelBuilders, type VizPanel } from '@grafana/scenes';
import { GraphDrawStyle, LegendDisplayMode, StackingMode, VisibilityMode } from '@grafana/schema';

import { runner, type Question } from './query';
import { ShowSql } from './ShowSql';

/** Red is what failed, blue what succeeded, grey what is not known: the same on every page. */
const OUTCOME_COLORS = { failure: 'red', success: 'light-blue', unknown: 'text' };

/** Stacked bars of audit events. Dragging over them zooms the page. */
export function eventsOverTime(title: string, question: Question, legend: 'right' | 'bottom'): VizPanel {
  return (
    PanelBuilders.timeseries()
      .setTitle(title)
      .setData(runner([question]))
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
      })
      .setHeaderActions(new ShowSql({ title }))
      .build()
  );
}
