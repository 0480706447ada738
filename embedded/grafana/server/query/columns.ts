import { type ClickHouseType, parseType, unwrap } from './clickHouseType';
import { type Entities, type Field, type FieldType } from './frame';
import { jsonValue, numberOf } from './jsonValue';

/** A column of ClickHouse's JSONCompact answer, written with the settings in EXACT_JSON. */
export interface Column {
  name: string;
  type: string;
}

/**
 * Settings under which JSONCompact loses nothing: wide integers and decimals as text, NaN and infinities as text,
 * times in UTC with all digits. `iso` changes the output format only, not toString() in the query (measured on 26.7).
 */
export const EXACT_JSON = {
  date_time_output_format: 'iso',
  output_format_json_named_tuples_as_objects: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
} as const;

/** Exact integers, by width; wider ones become float64 in the data source, as here. */
const INTEGER = /^U?Int(8|16|32|64)$/;
const WIDE_INTEGER = /^U?Int(128|256)$/;
const TIME = /^(Date|Date32|DateTime|DateTime64)$/;
const JSON_SHAPED =
  /^(Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic|Point|Ring|LineString|MultiLineString|Polygon|MultiPolygon)$/;

/** One column as a Grafana field, typed as grafana-clickhouse-datasource's converters type it. */
export function fieldOf(column: Column, values: unknown[]): Field {
  const { type, nullable } = unwrap(parseType(column.type));
  const { name } = column;
  if (TIME.test(type.name)) {
    return timeField(name, nullable, values);
  }
  const frameType = numberType(type);
  if (frameType) {
    return numberField(name, frameType, nullable, values);
  }
  if (JSON_SHAPED.test(type.name)) {
    return plainField(
      name,
      'other',
      'json.RawMessage',
      false,
      values.map((value) => jsonValue(type, value))
    );
  }
  if (type.name === 'Bool') {
    return plainField(name, 'boolean', 'bool', nullable, values);
  }
  return plainField(name, 'string', 'string', nullable || type.name === 'Nothing', values.map(text));
}

function plainField(name: string, type: FieldType, frameType: string, nullable: boolean, values: unknown[]): Field {
  return { name, type, frameType, nullable, values };
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Go type of a number, or null for what is no number. */
function numberType({ name }: ClickHouseType): string | null {
  if (INTEGER.test(name)) {
    return name.toLowerCase();
  }
  if (name === 'Float32') {
    return 'float32';
  }
  if (name.startsWith('Interval')) {
    return 'int64';
  }
  return name === 'Float64' || name === 'BFloat16' || name.startsWith('Decimal') || WIDE_INTEGER.test(name)
    ? 'float64'
    : null;
}

function numberField(name: string, frameType: string, nullable: boolean, raw: unknown[]): Field {
  const entities: Required<Entities> = { NaN: [], Inf: [], NegInf: [] };
  const values = raw.map((value, row) => {
    const number = numberOf(value, frameType);
    if (number === null || typeof number === 'bigint' || Number.isFinite(number)) {
      return number;
    }
    entities[Number.isNaN(number) ? 'NaN' : number > 0 ? 'Inf' : 'NegInf'].push(row);
    return null;
  });
  const found = Object.entries(entities).filter(([, rows]) => rows.length > 0);
  return {
    ...plainField(name, 'number', frameType, nullable, values),
    entities: found.length > 0 ? Object.fromEntries(found) : undefined,
  };
}

function timeField(name: string, nullable: boolean, raw: unknown[]): Field {
  const nanos = raw.map((value) => (typeof value === 'string' ? nanosBeyondMillis(value) : 0));
  return {
    ...plainField(
      name,
      'time',
      'time.Time',
      nullable,
      raw.map((value) => (typeof value === 'string' ? millisOf(value) : null))
    ),
    nanos: nanos.some((nano) => nano !== 0) ? nanos : undefined,
  };
}

/** Epoch milliseconds, rounded down, of `2024-01-02T03:04:05.123456789Z` or `2024-01-02`. */
function millisOf(iso: string): number {
  return Date.parse(iso.replace(/(\.\d{3})\d+/, '$1'));
}

function nanosBeyondMillis(iso: string): number {
  const digits = /\.\d{3}(\d+)/.exec(iso)?.[1];
  return digits ? Number(digits.padEnd(6, '0')) : 0;
}
