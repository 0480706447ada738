/** The wider before the narrower. */
const ORDER = ['signal', 'queue', 'topic', 'partition', 'source', 'table'];

/** `rule signal/queue`: an alert as the table of faults has it. */
export function alertName(rule: string, labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return `${rule} ${names.map((name) => labels[name]).join('/')}`;
}
