import { type QueryParameter, type SavedQuery } from './schema';

/** What a run asks of, as its caller says it: times are ISO 8601, UTC. */
export interface AskedRun {
  from: string;
  to: string;
  /** '' for every tenant that may be read. */
  tenant: string;
  parameters: Readonly<Record<string, string | number>>;
}

/** Parameters as ClickHouse is sent them, or what is wrong with them, a sentence each. */
export type CheckedParameters = { values: Record<string, string | number> } | { problems: string[] };

const DAY_MS = 86_400_000;
const INSTANT = /^(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const MAX_TEXT = 2000;

/** Completes with defaults and checks types, limits and the period. */
export function checkParameters(query: SavedQuery, asked: AskedRun): CheckedParameters {
  const problems: string[] = [];
  const [from, to] = (['from', 'to'] as const).map((name) => {
    const at = INSTANT.test(asked[name]) ? Date.parse(asked[name]) : NaN;
    if (Number.isNaN(at)) {
      problems.push(`"${name}" must be a time such as 2026-07-01T00:00:00Z.`);
    }
    return at;
  });
  if (to <= from) {
    problems.push('The end of the period must lie after its start.');
  }
  if (to - from > query.limits.days * DAY_MS) {
    problems.push(`The period may have at most ${query.limits.days} days.`);
  }
  const unknown = Object.keys(asked.parameters).filter((name) => !Object.hasOwn(query.parameters, name));
  problems.push(...unknown.map((name) => `The query has no parameter ${JSON.stringify(name.slice(0, 100))}.`));
  const values: Record<string, string | number> = {
    from: clickHouseTime(from),
    to: clickHouseTime(to),
    tenant: asked.tenant,
  };
  for (const [name, parameter] of Object.entries(query.parameters)) {
    const given = Object.hasOwn(asked.parameters, name) ? asked.parameters[name] : parameter.default;
    const problem =
      given === undefined ? `The parameter "${name}" is missing: ${parameter.meaning}.` : wrong(parameter, given);
    if (problem !== undefined) {
      problems.push(given === undefined ? problem : `The parameter "${name}" ${problem}.`);
    } else if (given !== undefined) {
      values[name] = given;
    }
  }
  return problems.length > 0 ? { problems } : { values };
}

const clickHouseTime = (ms: number) =>
  Number.isNaN(ms) ? '' : new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

function wrong({ type, min, max }: QueryParameter, value: string | number): string | undefined {
  if (type === 'String') {
    return typeof value !== 'string' || value.length > MAX_TEXT || value.includes('\0')
      ? `must be text of at most ${MAX_TEXT} characters`
      : undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return 'must be a number';
  }
  if (type !== 'Float64' && (!Number.isSafeInteger(value) || value < 0)) {
    return 'must be a whole number that is not negative';
  }
  const [low, high] = [min ?? -Infinity, Math.min(max ?? Infinity, LARGEST[type])];
  return value < low || value > high ? `must lie between ${low} and ${high}` : undefined;
}

const LARGEST = { UInt8: 255, UInt32: 2 ** 32 - 1, UInt64: Number.MAX_SAFE_INTEGER, Float64: Infinity };
