import {
  type FieldDisplay,
  getFieldDisplayValues,
  type GrafanaTheme2,
  type PanelProps,
  type ReduceDataOptions,
  ReducerID,
} from '@grafana/data';

export interface ReducedOptions {
  reduceOptions?: Partial<ReduceDataOptions>;
}

/** One value per series, or per row, as the panel's `reduceOptions` say. */
export function reducedValues(
  { data, fieldConfig, options, replaceVariables, timeZone }: PanelProps<ReducedOptions>,
  theme: GrafanaTheme2,
  sparkline: boolean
): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig,
    reduceOptions: { values: false, fields: '', ...options.reduceOptions, calcs: calcsOf(options) },
    replaceVariables,
    theme,
    data: data.series,
    sparkline,
    timeZone,
  });
}

function calcsOf({ reduceOptions }: ReducedOptions): string[] {
  return reduceOptions?.calcs?.length ? reduceOptions.calcs : [ReducerID.lastNotNull];
}
