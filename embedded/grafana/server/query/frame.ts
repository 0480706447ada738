/** Grafana's field types on the wire. `other` is JSON. */
export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'other';

/** Values that JSON numbers cannot hold; at their places `values` has null. */
export interface Entities {
  NaN?: number[];
  Inf?: number[];
  NegInf?: number[];
}

export interface Field {
  name: string;
  type: FieldType;
  /** Go type of the field, as the plugin SDK names it, e.g. `uint64`, `json.RawMessage`. */
  frameType: string;
  nullable: boolean;
  labels?: Record<string, string>;
  /** time: epoch milliseconds; number: number, or bigint beyond 2^53; other: any JSON, with bigint for wide integers. */
  values: unknown[];
  /** Nanoseconds beyond the millisecond of each time. */
  nanos?: number[];
  entities?: Entities;
}

export interface FrameMeta {
  type?: string;
  typeVersion?: [number, number];
  executedQueryString?: string;
  preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace';
}

export interface Frame {
  name: string;
  refId: string;
  meta: FrameMeta;
  fields: Field[];
}

/** The frame as Grafana's data frame JSON, with integers written exactly. */
export function frameJson({ name, refId, meta, fields }: Frame): string {
  const schema = {
    name,
    refId,
    meta: { typeVersion: [0, 0], ...meta },
    fields: fields.map(({ name, type, frameType, nullable, labels }) => ({
      name,
      type,
      typeInfo: nullable ? { frame: frameType, nullable } : { frame: frameType },
      labels,
    })),
  };
  const parts = [`"values":[${fields.map(({ values }) => exactJson(values)).join(',')}]`];
  if (fields.some(({ entities }) => entities)) {
    parts.push(`"entities":${JSON.stringify(fields.map(({ entities }) => entities ?? null))}`);
  }
  if (fields.some(({ nanos }) => nanos)) {
    parts.push(`"nanos":${JSON.stringify(fields.map(({ nanos }) => nanos ?? null))}`);
  }
  return `{"schema":${JSON.stringify(schema)},"data":{${parts.join(',')}}}`;
}

/** JSON with bigint written as digits, which JSON.stringify refuses. */
export function exactJson(value: unknown): string {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(exactJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${JSON.stringify(key)}:${exactJson(entry)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
