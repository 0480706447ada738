/** What a text that should be a trace id is. `spanId`: it has the length of a span id, which people mix up. */
export type TraceIdText = { kind: 'traceId'; traceId: string } | { kind: 'spanId'; spanId: string } | { kind: 'none' };

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/**
 * Reads a trace id as people paste it: 32 hexadecimal digits (16 bytes, W3C Trace Context §3.2.2.3) in any case, with the
 * dashes of a UUID or without. An id of nothing but zeros is invalid there and names no trace here.
 */
export function readTraceId(text: string): TraceIdText {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  if (/^0*$/.test(digits)) {
    return { kind: 'none' };
  }
  if (TRACE_ID.test(digits)) {
    return { kind: 'traceId', traceId: digits };
  }
  return SPAN_ID.test(digits) ? { kind: 'spanId', spanId: digits } : { kind: 'none' };
}
