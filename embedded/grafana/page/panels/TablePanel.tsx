import { css } from '@emotion/css';
import { cacheFieldDisplayNames, type DataFrame, type GrafanaTheme2, type PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { type TableCellHeight, type TableSortByFieldState } from '@grafana/schema';
import { Combobox, usePanelContext, useStyles2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { useState } from 'react';

export interface TableOptions {
  frameIndex?: number;
  showHeader?: boolean;
  showTypeIcons?: boolean;
  sortBy?: TableSortByFieldState[];
  cellHeight?: TableCellHeight;
  enablePagination?: boolean;
  frozenColumns?: { left?: number };
}

const FRAME_PICKER_HEIGHT = 40;

/** Grafana's own table component; several frames are chosen from below it. */
export function TablePanel(props: PanelProps<TableOptions>) {
  const { data, fieldConfig, height, options, timeRange, width } = props;
  const { onAddAdHocFilter } = usePanelContext();
  const styles = useStyles2(getStyles);
  const [chosen, choose] = useState(options.frameIndex ?? 0);
  const frame = data.series[chosen] ?? data.series[0];
  if (!frame || frame.fields.length === 0) {
    return <PanelDataErrorView panelId={props.id} fieldConfig={fieldConfig} data={data} />;
  }

  cacheFieldDisplayNames(data.series); // applying overrides forgets the names; the table reads them from the cache
  const several = data.series.length > 1;
  return (
    <>
      <TableNG
        ariaLabel={props.title || 'Table'}
        data={frame}
        width={width}
        height={several ? height - FRAME_PICKER_HEIGHT : height}
        structureRev={data.structureRev}
        fieldConfig={fieldConfig}
        noHeader={options.showHeader === false}
        showTypeIcons={options.showTypeIcons}
        sortBy={options.sortBy}
        cellHeight={options.cellHeight}
        enablePagination={options.enablePagination}
        frozenColumns={options.frozenColumns?.left}
        onCellFilterAdded={onAddAdHocFilter}
        timeRange={timeRange}
        transparent={props.transparent}
        resizable
        enableVirtualization
        disableSanitizeHtml={false}
      />
      {several && (
        <div className={styles.frames}>
          <Combobox
            aria-label="Result of query"
            options={data.series.map((series, value) => ({ value, label: frameName(series, value) }))}
            value={chosen}
            onChange={({ value }) => choose(value)}
          />
        </div>
      )}
    </>
  );
}

function frameName(frame: DataFrame, index: number): string {
  return frame.name || frame.refId || `Result ${index + 1}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frames: css({ paddingTop: theme.spacing(1) }),
});
