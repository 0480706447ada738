import { durationText } from '../../../queries/traces/duration';
import { type Selection } from '../../../queries/traces/selection';

const ADDRESS = /^(\d{0,15})-(\d{0,15}),(\d{0,16})-(\d{0,16})$/;

/** The box as the address has it: `from-to,min-max`, an open side being empty. Undefined for no box. */
export function selectionToUrl(selection: Selection | undefined): string | undefined {
  if (!selection) {
    return undefined;
  }
  const { from = '', to = '', min = '', max = '' } = selection;
  return `${from}-${to},${min}-${max}`;
}

/** The box that an address has; undefined when it has none, or one that no heatmap makes. */
export function selectionFromUrl(text: unknown): Selection | undefined {
  const parts = typeof text === 'string' ? ADDRESS.exec(text) : null;
  const [from, to, min, max] = (parts?.slice(1) ?? []).map((part) => (part === '' ? undefined : Number(part)));
  const selection = { from, to, min, max };
  const isWhole = (from === undefined) === (to === undefined);
  return isWhole && Object.values(selection).some((side) => side !== undefined) ? selection : undefined;
}

/** "1 s to 4 s", "at least 500 ms"; empty when all durations are within. */
export function durationsInWords({ min, max }: Selection): string {
  if (min !== undefined && max !== undefined) {
    return `${durationText(min)} to ${durationText(max)}`;
  }
  if (min !== undefined) {
    return `at least ${durationText(min)}`;
  }
  return max === undefined ? '' : `less than ${durationText(max)}`;
}
