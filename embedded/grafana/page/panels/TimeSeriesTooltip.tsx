import { type DataFrame, formattedValueToString, type LinkModel } from '@grafana/data';
import { type TooltipDisplayMode, type VizTooltipOptions } from '@grafana/schema';
import {
  getFieldDisplayItems,
  getFieldDisplayLinks,
  isTooltipScrollable,
  VizTooltipContent,
  VizTooltipFooter,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';

interface Props {
  /** The aligned frame: time first. */
  frame: DataFrame;
  dataIdxs: Array<number | null>;
  seriesIdx: number | null;
  isPinned: boolean;
  dataLinks: LinkModel[];
  mode: TooltipDisplayMode;
  options: VizTooltipOptions;
}

/** Time on top, then the hovered series or all of them, as Grafana's tooltip. */
export function TimeSeriesTooltip({ frame, dataIdxs, seriesIdx, isPinned, dataLinks, mode, options }: Props) {
  const [time] = frame.fields;
  const row = dataIdxs[0];
  if (row == null) {
    return null;
  }
  const items = getFieldDisplayItems(
    frame.fields,
    time,
    dataIdxs,
    seriesIdx,
    mode,
    options.sort,
    (field) => !field.config.custom?.hideFrom?.tooltip,
    options.hideZeros
  );
  const series = seriesIdx == null ? undefined : frame.fields[seriesIdx];
  const seriesRow = seriesIdx == null ? null : dataIdxs[seriesIdx];
  const links = isPinned && series && seriesRow != null ? getFieldDisplayLinks(series, seriesRow) : dataLinks;
  const when = time.display ? formattedValueToString(time.display(time.values[row])) : String(time.values[row]);
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: '', value: when }} isPinned={isPinned} />
      <VizTooltipContent
        items={items}
        isPinned={isPinned}
        scrollable={isTooltipScrollable({ mode, maxHeight: options.maxHeight })}
        maxHeight={options.maxHeight}
      />
      {links.length > 0 && <VizTooltipFooter dataLinks={links} />}
    </VizTooltipWrapper>
  );
}
