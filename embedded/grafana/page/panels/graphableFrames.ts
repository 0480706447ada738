import { type DataFrame, type Field, FieldType, isBooleanUnit } from '@grafana/data';

/**
 * Frames that a time series can be drawn from: those with a time and a number field. Rows are put in ascending order
 * of time, booleans become 0/1, NaN and infinities become gaps, as Grafana's prepareGraphableFields does.
 */
export function graphableFrames(series: DataFrame[]): DataFrame[] {
  return series.map(numbersOnly).filter((frame): frame is DataFrame => frame !== undefined);
}

function numbersOnly(frame: DataFrame): DataFrame | undefined {
  const time = frame.fields.find((field) => field.type === FieldType.time);
  const fields = frame.fields.map(drawable).filter((field): field is Field => field !== undefined);
  if (!time || frame.length === 0 || !fields.some((field) => field.type === FieldType.number)) {
    return undefined;
  }
  const order = ascending(time.values);
  return { ...frame, fields: order ? fields.map((field) => reordered(field, order)) : fields };
}

function drawable(field: Field): Field | undefined {
  switch (field.type) {
    case FieldType.time:
      return field;
    case FieldType.number:
      return field.values.every((value) => value == null || Number.isFinite(value))
        ? field
        : { ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) };
    case FieldType.boolean:
      return {
        ...field,
        type: FieldType.number,
        config: {
          ...field.config,
          unit: isBooleanUnit(field.config.unit) ? field.config.unit : 'bool',
          min: 0,
          max: 1,
        },
        values: field.values.map((value: boolean | null) => (value == null ? null : Number(value))),
      };
    default:
      return undefined;
  }
}

/** Row numbers in ascending order of time, or undefined when they are so already. */
function ascending(times: number[]): number[] | undefined {
  if (times.every((time, row) => row === 0 || times[row - 1] <= time)) {
    return undefined;
  }
  return times.map((_, row) => row).sort((left, right) => times[left] - times[right]);
}

function reordered(field: Field, order: number[]): Field {
  return { ...field, values: order.map((row) => field.values[row]) };
}
