import {
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  type PanelProps,
  VizOrientation,
} from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import {
  BarGaugeDisplayMode,
  type BarGaugeNamePlacement,
  type BarGaugeValueMode,
  type VizTextDisplayOptions,
} from '@grafana/schema';
import { BarGauge, useTheme2, VizRepeater } from '@grafana/ui';

import { type ReducedOptions, reducedValues } from './reducedValues';
import { WithDataLinks } from './WithDataLinks';

export interface BarGaugeOptions extends ReducedOptions {
  displayMode?: BarGaugeDisplayMode;
  maxVizHeight?: number;
  minVizHeight?: number;
  minVizWidth?: number;
  namePlacement?: BarGaugeNamePlacement;
  orientation?: VizOrientation;
  showUnfilled?: boolean;
  text?: VizTextDisplayOptions;
  valueMode?: BarGaugeValueMode;
}

const SPACING = 10;

/** Grafana's bar gauge, repeated for each value. */
export function BarGaugePanel(props: PanelProps<BarGaugeOptions>) {
  const { data, height, options, renderCounter, width } = props;
  const theme = useTheme2();
  if (data.series.every((frame) => frame.length === 0)) {
    return <PanelDataErrorView panelId={props.id} fieldConfig={props.fieldConfig} data={data} needsNumberField />;
  }
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      source={data}
      getValues={() => reducedValues(props, theme, false)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderCounter={renderCounter}
      width={width}
      height={height}
      orientation={options.orientation ?? VizOrientation.Auto}
      itemSpacing={SPACING}
      minVizWidth={options.minVizWidth ?? 8}
      minVizHeight={options.minVizHeight ?? 16}
      maxVizHeight={options.maxVizHeight ?? 300}
      renderValue={({ value, alignmentFactors, height, orientation, width }) => (
        <WithDataLinks value={value}>
          {({ openMenu, targetClassName }) => (
            <BarGauge
              value={value.display}
              field={value.field}
              display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
              displayMode={options.displayMode ?? BarGaugeDisplayMode.Gradient}
              valueDisplayMode={options.valueMode}
              namePlacement={options.namePlacement}
              showUnfilled={options.showUnfilled ?? true}
              text={options.text}
              orientation={orientation}
              itemSpacing={SPACING}
              lcdCellWidth={8}
              alignmentFactors={alignmentFactors}
              onClick={openMenu}
              className={targetClassName}
              width={width}
              height={height}
              theme={theme}
            />
          )}
        </WithDataLinks>
      )}
    />
  );
}
