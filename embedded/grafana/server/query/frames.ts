import { type Column, fieldOf } from './columns';
import { exactJson, type Field, type Frame, type FrameMeta } from './frame';
import { longToWide } from './longToWide';

/** The data source's `format`: how an answer is shaped. 4 (one frame per series) is not used by this plugin. */
export type Format = 0 | 1 | 2 | 3;

const PREFERRED: Record<Format, FrameMeta['preferredVisualisationType']> = {
  0: 'graph',
  1: 'table',
  2: 'logs',
  3: 'trace',
};

/** ClickHouse's JSONCompact answer under the settings EXACT_JSON. */
export interface CompactAnswer {
  meta: Column[];
  data: unknown[][];
}

interface About {
  refId: string;
  format: Format;
  /** The SQL that ran, after macros */
  executed: string;
}

/**
 * The frame that grafana-clickhouse-datasource's backend would send for this answer. An empty answer is a frame without
 * fields for time series and a frame with empty fields for the other formats. Throws FrameError.
 */
export function frameOf({ meta, data }: CompactAnswer, { refId, format, executed }: About): Frame {
  const frame: Frame = {
    name: refId,
    refId,
    meta: { executedQueryString: executed, preferredVisualisationType: PREFERRED[format] },
    fields: meta.map((column, index) =>
      fieldOf(
        column,
        data.map((row) => row[index])
      )
    ),
  };
  switch (format) {
    case 0:
      return data.length === 0 ? { ...frame, fields: [] } : withJsonAsText(longToWide(frame));
    case 2:
      return withLabels(frame);
    default:
      return frame;
  }
}

/** Graphs cannot show JSON, so the data source sends it as text there. */
function withJsonAsText(frame: Frame): Frame {
  const fields = frame.fields.map(
    (field): Field =>
      field.type === 'other'
        ? {
            ...field,
            type: 'string',
            frameType: 'string',
            nullable: true,
            values: field.values.map((value) => (value === null ? null : exactJson(value))),
          }
        : field
  );
  return { ...frame, fields };
}

const ATTRIBUTES = ['ResourceAttributes', 'ScopeAttributes', 'LogAttributes'];

/** OpenTelemetry's three attribute columns become one `labels` field with flat keys, unless the query has `labels` itself. */
function withLabels(frame: Frame): Frame {
  const attributes = frame.fields.filter(({ name, type }) => type === 'other' && ATTRIBUTES.includes(name));
  if (attributes.length === 0 || frame.fields.some(({ name }) => name === 'labels')) {
    return frame;
  }
  const rows = attributes[0].values.length;
  const values = Array.from({ length: rows }, (_, row) => {
    const flat = attributes.flatMap(({ name, values }) => flatEntries(name, values[row]));
    return Object.fromEntries(flat.sort(([left], [right]) => (left < right ? -1 : 1)));
  });
  const labels: Field = { name: 'labels', type: 'other', frameType: 'json.RawMessage', nullable: false, values };
  return { ...frame, fields: [...frame.fields.filter((field) => !ATTRIBUTES.includes(field.name)), labels] };
}

function flatEntries(path: string, value: unknown): Array<[string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value === null ? [] : [[path, value]];
  }
  return Object.entries(value).flatMap(([key, entry]) => flatEntries(`${path}.${key}`, entry));
}
