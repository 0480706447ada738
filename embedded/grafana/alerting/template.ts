import { elapsedText } from '../../../queries/elapsedText';

const FUNCTIONS: Record<string, (value: number) => string> = {
  '': (value) => String(value),
  humanize: (value) => Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 }).format(value),
  humanizeDuration: elapsedText,
  humanizePercentage: (value) => `${Number((100 * value).toPrecision(4))}%`,
};

/** What Girok's annotations use of Grafana's template language: a label, and the value through one function (`measured`). */
export function expandTemplate(text: string, labels: Record<string, string>, value: number): string {
  return text.replace(
    /\{\{ (?:\$labels\.(\w+)|with \$values\.A \}\}\{\{ (?:(\w+) )?\.Value \}\}\{\{ else \}\}\[no value\]\{\{ end) \}\}/g,
    (whole, label: string | undefined, call: string | undefined) =>
      label === undefined ? (FUNCTIONS[call ?? '']?.(value) ?? whole) : (labels[label] ?? '[no value]')
  );
}
