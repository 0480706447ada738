/** Functions of Grafana's template language that rules make their value readable with. */
export type Readable = 'humanize' | 'humanizeDuration' | 'humanizePercentage';

/**
 * The value of a rule's instance in Grafana's template language. A rule without rows has an instance without a value, and a
 * function that is called with nothing makes Grafana log an error and show the template itself.
 */
export const measured = (readable?: Readable): string =>
  `{{ with $values.A }}{{ ${readable ? `${readable} ` : ''}.Value }}{{ else }}[no value]{{ end }}`;
