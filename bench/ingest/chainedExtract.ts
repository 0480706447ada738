/**
 * The parse that public examples show: one JSONExtract for each field, over arrays of raw text. Same columns as Girok's
 * view, so that both do the same work.
 */
export function chainedExtract(source: string): string {
  const text = (from: string, ...path: string[]) =>
    `JSONExtractString(${[from, ...path.map((p) => `'${p}'`)].join(', ')})`;
  const raw = (from: string, ...path: string[]) =>
    `JSONExtractArrayRaw(${[from, ...path.map((p) => `'${p}'`)].join(', ')})`;
  const value = ['stringValue', 'intValue']
    .map((kind) => `JSONHas(a, 'value', '${kind}'), ${text('a', 'value', kind)}`)
    .concat(
      ['boolValue', 'doubleValue', 'arrayValue', 'kvlistValue'].map(
        (kind) => `JSONHas(a, 'value', '${kind}'), JSONExtractRaw(a, 'value', '${kind}')`
      )
    );
  const map = (array: string) =>
    `mapFromArrays(arrayMap(a -> ${text('a', 'key')}, ${array}), arrayMap(a -> multiIf(${value.join(', ')}, ''), ${array}))`;
  const nanoseconds = (from: string, field: string) => `toUInt64OrZero(${text(from, field)})`;
  return `SELECT
    fromUnixTimestamp64Nano(${nanoseconds('span', 'startTimeUnixNano')}, 'UTC') AS Timestamp,
    ${text('span', 'traceId')} AS TraceId, ${text('span', 'spanId')} AS SpanId, ${text('span', 'parentSpanId')} AS ParentSpanId,
    ${text('span', 'traceState')} AS TraceState, ${text('span', 'name')} AS SpanName,
    transform(JSONExtractUInt(span, 'kind'), [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified') AS SpanKind,
    ResourceAttributes['service.name'] AS ServiceName, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes,
    ${map(raw('span', 'attributes'))} AS SpanAttributes,
    ${nanoseconds('span', 'endTimeUnixNano')} - ${nanoseconds('span', 'startTimeUnixNano')} AS Duration,
    transform(JSONExtractUInt(span, 'status', 'code'), [1, 2], ['Ok', 'Error'], 'Unset') AS StatusCode,
    ${text('span', 'status', 'message')} AS StatusMessage,
    arrayMap(e -> fromUnixTimestamp64Nano(${nanoseconds('e', 'timeUnixNano')}, 'UTC'), events) AS \`Events.Timestamp\`,
    arrayMap(e -> ${text('e', 'name')}, events) AS \`Events.Name\`,
    arrayMap(e -> ${map(raw('e', 'attributes'))}, events) AS \`Events.Attributes\`,
    arrayMap(l -> ${text('l', 'traceId')}, links) AS \`Links.TraceId\`, arrayMap(l -> ${text('l', 'spanId')}, links) AS \`Links.SpanId\`,
    arrayMap(l -> ${text('l', 'traceState')}, links) AS \`Links.TraceState\`,
    arrayMap(l -> ${map(raw('l', 'attributes'))}, links) AS \`Links.Attributes\`
  FROM (
    SELECT ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes, span, ${raw('span', 'events')} AS events, ${raw('span', 'links')} AS links
    FROM (
      SELECT ResourceAttributes, ${text('scope', 'scope', 'name')} AS ScopeName, ${text('scope', 'scope', 'version')} AS ScopeVersion,
        ${map(raw('scope', 'scope', 'attributes'))} AS ScopeAttributes, ${raw('scope', 'spans')} AS spans
      FROM (
        SELECT ${map(raw('resource', 'resource', 'attributes'))} AS ResourceAttributes, ${raw('resource', 'scopeSpans')} AS scopes
        FROM (SELECT ${raw('message', 'resourceSpans')} AS resources FROM ${source}) ARRAY JOIN resources AS resource
      ) ARRAY JOIN scopes AS scope
    ) ARRAY JOIN spans AS span
  )`;
}
