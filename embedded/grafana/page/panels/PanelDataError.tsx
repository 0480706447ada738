import { css } from '@emotion/css';
import { FieldType, type GrafanaTheme2 } from '@grafana/data';
import { type PanelDataErrorViewProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';

/** What a panel shows instead of a drawing when the data is empty or lacks a field it needs. */
export function PanelDataError(props: PanelDataErrorViewProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} data-testid="data-testid Panel data error message">
      {messageFor(props)}
    </div>
  );
}

function messageFor({
  data,
  fieldConfig,
  message,
  needsNumberField,
  needsStringField,
  needsTimeField,
}: PanelDataErrorViewProps) {
  const fields = data.series.flatMap((frame) => (frame.length > 0 ? frame.fields : []));
  const has = (type: FieldType) => fields.some((field) => field.type === type);
  if (message) {
    return message;
  }
  if (fields.length === 0) {
    return fieldConfig?.defaults.noValue ?? 'No data';
  }
  if (needsTimeField && !has(FieldType.time)) {
    return 'Data is missing a time field';
  }
  if (needsNumberField && !has(FieldType.number)) {
    return 'Data is missing a number field';
  }
  if (needsStringField && !has(FieldType.string)) {
    return 'Data is missing a string field';
  }
  return 'Cannot visualize data';
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    color: theme.colors.text.secondary,
    display: 'grid',
    height: '100%',
    padding: theme.spacing(1),
    placeItems: 'center',
    textAlign: 'center',
  }),
});
