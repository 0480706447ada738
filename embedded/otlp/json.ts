import { isUtf8 } from 'node:buffer';

import { OtlpProblem } from './problem';
import { type Signal, SIGNALS } from './signal';

/**
 * Checks an OTLP JSON request and returns its text unchanged: re-writing it would round 64-bit numbers.
 * Undefined when the request is well formed and explicitly empty.
 * @throws OtlpProblem 400 naming what is wrong
 */
export function checkJson(signal: Signal, bytes: Buffer): string | undefined {
  if (bytes.length === 0) {
    throw new OtlpProblem(400, 'The body is empty.');
  }
  if (!isUtf8(bytes)) {
    throw new OtlpProblem(400, 'The body is not valid UTF-8.');
  }
  const text = bytes.toString('utf8');
  const { key } = SIGNALS[signal];
  const resources = parse(text)[key];
  if (resources === undefined) {
    throw new OtlpProblem(400, `The body has no "${key}": it is not an OTLP ${signal} request. Is the path right?`);
  }
  if (!Array.isArray(resources)) {
    throw new OtlpProblem(400, `"${key}" must be an array.`);
  }
  return resources.length === 0 ? undefined : text;
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OtlpProblem(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OtlpProblem(400, 'The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}
