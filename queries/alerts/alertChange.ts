import { type Labels } from './grafana';

/** A change of one alert. */
export interface AlertChange {
  /** ms since 1970. */
  at: number;
  /** Of its rule. */
  title: string;
  labels: Labels;
  /** States as Grafana says them: `Normal`, `Pending`, `Alerting (NoData)` … */
  from: string;
  to: string;
}

/**
 * A change in an annotation of Grafana's, which says of which alert it is only in its text: `Title {name=value, …} - values`.
 * Undefined for a text that says nothing of the kind.
 */
export function changeOf({
  at,
  text,
  from,
  to,
}: Record<'text' | 'from' | 'to', string> & { at: number }): AlertChange | undefined {
  const [, title, labels] = /^(.*?) \{(.*)\} - /s.exec(text) ?? [];
  return title === undefined ? undefined : { at, title, labels: labelsIn(labels), from, to };
}

/** A part without a name belongs to the value before it, which has a comma in it. */
function labelsIn(text: string): Labels {
  const parts = text.split(', ').reduce<string[]>((known, part) => {
    const isNamed = /^\w+=/.test(part) || known.length === 0;
    return isNamed ? [...known, part] : [...known.slice(0, -1), `${known[known.length - 1]}, ${part}`];
  }, []);
  return Object.fromEntries(
    parts
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])
  );
}
