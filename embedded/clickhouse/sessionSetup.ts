import { ClickHouseException } from './exception';
import { type RequestOptions } from './request';

/** Longest a statement may run: a read that asks for nothing, and anything at all. Seconds. */
export const TIME_LIMIT = { read: 300, ceiling: 3600 } as const;

/** Seconds a statement may run: `max_execution_time` of the request, bounded; 0 is unlimited in ClickHouse, here the ceiling. */
export function secondsAllowed(settings: RequestOptions['settings'], reads: boolean): number {
  const asked = settings.findLast(([name]) => name === 'max_execution_time')?.[1];
  if (asked === undefined) {
    return reads ? TIME_LIMIT.read : TIME_LIMIT.ceiling;
  }
  const seconds = Number(asked);
  return seconds > 0 ? Math.min(seconds, TIME_LIMIT.ceiling) : TIME_LIMIT.ceiling;
}

interface SetupOptions extends Pick<RequestOptions, 'database' | 'settings' | 'parameters'> {
  /** Name under which the statement can be found and killed in `system.processes`. */
  tag: string;
  readonly: boolean;
  seconds: number;
  /** Of one statement, unless it asks for more; the engine's limit for all holds in any case. */
  maxMemoryBytes: number;
}

/**
 * The statements that turn a fresh engine session into the session of one request. `readonly` comes last: it would
 * stop the others.
 * @throws ClickHouseException when a setting or parameter has a name that cannot be one
 */
export function sessionSetup(options: SetupOptions): string[] {
  const settings = new Map<string, string>([
    // A server does not take `1 + 1` for a SELECT; chDB does unless told.
    ['implicit_select', '0'],
    ['max_memory_usage', String(options.maxMemoryBytes)],
    ...options.settings,
    ['max_execution_time', String(options.seconds)],
    ['log_comment', options.tag],
  ]);
  const assignments = [...settings].map(([name, value]) => `${settingName(name)} = ${literal(value)}`);
  for (const [name, value] of options.parameters) {
    assignments.push(`param_${settingName(name)} = ${literal(value)}`);
  }
  return [
    ...(options.database ? [`USE ${identifier(options.database)}`] : []),
    `SET ${assignments.join(', ')}`,
    ...(options.readonly ? ['SET readonly = 2'] : []),
  ];
}

function settingName(name: string): string {
  if (!/^[A-Za-z0-9_.]+$/.test(name)) {
    const text = `Code: 115. DB::Exception: Setting ${name} is neither a builtin setting nor started with the prefix 'SQL_' registered for user-defined settings. (UNKNOWN_SETTING)`;
    throw new ClickHouseException(115, text);
  }
  return name;
}

/** A ClickHouse string literal. Backslash and quote end or escape it; NUL would end the C string it travels in. */
export function literal(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

const identifier = (name: string) => `\`${name.replace(/[\\`]/g, '\\$&').replaceAll('\0', '\\0')}\``;
