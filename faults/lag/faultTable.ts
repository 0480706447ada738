import { LAG_FAULTS, type LagFault } from './lagFaults';

const HEAD = ['Fault', 'Status', 'Alert', 'What the page says', 'Why so'];

/** The faults as a Markdown table, as Prettier writes it. */
export function faultTable(): string {
  const rows = LAG_FAULTS.map((fault) => [
    fault.fault,
    statusText(fault),
    listed(
      fault.alerts.map((alert) => alert.replace(/^(\S+) (.*)$/, '`$1` $2')),
      'none'
    ),
    listed(fault.says, 'nothing is wrong'),
    fault.why,
  ]);
  const widths = HEAD.map((_, i) => Math.max(...[HEAD, ...rows].map((row) => row[i].length)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |\n`;
  return line(HEAD) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}

function statusText({ statuses, source }: LagFault): string {
  const text = listed(
    statuses.map((status) => status.replace(/^(\S+) (\S+)$/, '$1 `$2`')),
    '`OK`'
  );
  return source === 'broker' ? text : `${text}, by ClickHouse alone`;
}

const listed = (texts: readonly string[], none: string) => (texts.length === 0 ? none : texts.join('<br>'));
