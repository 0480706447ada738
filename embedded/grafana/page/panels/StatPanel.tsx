import { type FieldDisplay, getDisplayValueAlignmentFactors, type PanelProps, VizOrientation } from '@grafana/data';
import { type PercentChangeColorMode, type VizTextDisplayOptions } from '@grafana/schema';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  useTheme2,
  VizRepeater,
} from '@grafana/ui';

import { type ReducedOptions, reducedValues } from './reducedValues';
import { WithDataLinks } from './WithDataLinks';

export interface StatOptions extends ReducedOptions {
  colorMode?: BigValueColorMode;
  graphMode?: BigValueGraphMode;
  justifyMode?: BigValueJustifyMode;
  orientation?: VizOrientation;
  percentChangeColorMode?: PercentChangeColorMode;
  showPercentChange?: boolean;
  text?: VizTextDisplayOptions;
  textMode?: BigValueTextMode;
}

/** Grafana's stat panel: BigValue, repeated for each value. */
export function StatPanel(props: PanelProps<StatOptions>) {
  const { data, height, options, renderCounter, width } = props;
  const theme = useTheme2();
  const graphMode = options.graphMode ?? BigValueGraphMode.Area;
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      source={data}
      getValues={() => reducedValues(props, theme, graphMode !== BigValueGraphMode.None)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderCounter={renderCounter}
      width={width}
      height={height}
      orientation={options.orientation ?? VizOrientation.Auto}
      itemSpacing={3}
      autoGrid
      renderValue={({ value, alignmentFactors, count, height, width }) => (
        <WithDataLinks value={value}>
          {({ openMenu, targetClassName }) => (
            <BigValue
              value={value.display}
              count={count}
              sparkline={value.sparkline}
              colorMode={options.colorMode ?? BigValueColorMode.Value}
              graphMode={graphMode}
              justifyMode={options.justifyMode ?? BigValueJustifyMode.Auto}
              textMode={textMode(options, props)}
              text={options.text}
              percentChangeColorMode={options.percentChangeColorMode}
              hasLinks={value.hasLinks}
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

/** With one value and a panel title the name says nothing new, so Grafana leaves it out. */
function textMode({ textMode = BigValueTextMode.Auto }: StatOptions, { data }: PanelProps): BigValueTextMode {
  if (textMode !== BigValueTextMode.Auto) {
    return textMode;
  }
  const numbers = data.series.flatMap((frame) => frame.fields.filter((field) => field.type === 'number'));
  return numbers.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto;
}
