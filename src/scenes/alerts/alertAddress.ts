import { type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';
import { type Labels } from '../../../queries/alerts/grafana';

/**
 * What names an alert in an address: its labels, of which only those are looked at that tell it apart. Grafana's alert list
 * knows no more of an instance.
 */
export const alertAddress = (labels: Labels): string =>
  JSON.stringify(Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__'))));

/** Whether the address means this alert. */
export function isAddressed({ title, identity }: BoardAlert, address: string): boolean {
  const labels = labelsIn(address);
  return labels.alertname === title && Object.entries(identity).every(([name, value]) => labels[name] === value);
}

function labelsIn(address: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(address);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
