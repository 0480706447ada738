import { DashboardCursorSync, type PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import {
  LegendDisplayMode,
  TooltipDisplayMode,
  SortOrder,
  type VizLegendOptions,
  type VizTooltipOptions,
} from '@grafana/schema';
import { TimeSeries, TooltipPlugin2, usePanelContext } from '@grafana/ui';
import { useMemo } from 'react';

import { graphableFrames } from './graphableFrames';
import { TimeSeriesTooltip } from './TimeSeriesTooltip';
import { useFontsRevision } from './useFontsRevision';

export interface TimeSeriesOptions {
  legend?: Partial<VizLegendOptions>;
  tooltip?: Partial<VizTooltipOptions>;
}

const LEGEND: VizLegendOptions = {
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  showLegend: true,
  calcs: [],
};
const TOOLTIP: VizTooltipOptions = { mode: TooltipDisplayMode.Single, sort: SortOrder.None };

// TooltipPlugin2's TooltipHoverMode is a const enum that the package does not export.
const HOVER_ONE = 0;
const HOVER_ALL = 1;

/** Grafana's time series panel from @grafana/ui: legend, stacking, bars, thresholds, drag to zoom, shared crosshair. */
export function TimeSeriesPanel(props: PanelProps<TimeSeriesOptions>) {
  const { data, height, onChangeTimeRange, options, timeRange, timeZone, width } = props;
  const { eventsScope, sync } = usePanelContext();
  const fonts = useFontsRevision();
  const frames = useMemo(() => graphableFrames(data.series), [data.series]);
  if (frames.length === 0) {
    return (
      <PanelDataErrorView
        panelId={props.id}
        fieldConfig={props.fieldConfig}
        data={data}
        needsTimeField
        needsNumberField
      />
    );
  }

  const tooltip = { ...TOOLTIP, ...options.tooltip };
  return (
    <TimeSeries
      key={fonts}
      frames={frames}
      structureRev={data.structureRev}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={{ ...LEGEND, ...options.legend }}
      options={options}
    >
      {(config, aligned) =>
        tooltip.mode === TooltipDisplayMode.None ? null : (
          <TooltipPlugin2
            config={config}
            hoverMode={tooltip.mode === TooltipDisplayMode.Single ? HOVER_ONE : HOVER_ALL}
            queryZoom={onChangeTimeRange}
            clientZoom
            syncMode={sync?.() ?? DashboardCursorSync.Off}
            syncScope={eventsScope}
            maxWidth={tooltip.maxWidth}
            render={(_plot, dataIdxs, seriesIdx, isPinned, _dismiss, _range, viaSync, dataLinks) => (
              <TimeSeriesTooltip
                frame={aligned}
                dataIdxs={dataIdxs}
                seriesIdx={seriesIdx}
                isPinned={isPinned}
                dataLinks={dataLinks}
                mode={viaSync ? TooltipDisplayMode.Multi : tooltip.mode}
                options={tooltip}
              />
            )}
          />
        )
      }
    </TimeSeries>
  );
}
