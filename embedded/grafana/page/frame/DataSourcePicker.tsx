import { type DataSourcePickerProps, getDataSourceSrv } from '@grafana/runtime';
import { Combobox } from '@grafana/ui';

/** Stands in for Grafana's data source picker. */
export function DataSourcePicker(props: DataSourcePickerProps) {
  const { current, disabled, inputId, invalid, onChange, onClear, placeholder = 'Select data source', width } = props;
  const { annotations, logs, metrics, pluginId, tracing, type, filter } = props;
  const list = getDataSourceSrv().getList({ annotations, logs, metrics, pluginId, tracing, type, filter });
  const uid = typeof current === 'string' ? current : current?.uid;
  const shared = {
    id: inputId,
    disabled,
    invalid,
    placeholder,
    width,
    options: list.map(({ uid, name, meta }) => ({ value: uid, label: name, description: meta.name })),
    value: list.find((one) => one.uid === uid || one.name === uid)?.uid ?? null,
  };
  const choose = (chosen: string | undefined) => {
    const settings = list.find((one) => one.uid === chosen);
    if (settings) {
      onChange(settings);
    } else {
      onClear?.();
    }
  };
  return onClear ? (
    <Combobox {...shared} isClearable onChange={(option) => choose(option?.value)} />
  ) : (
    <Combobox {...shared} onChange={(option) => choose(option.value)} />
  );
}
