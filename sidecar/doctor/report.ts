import { styleText } from 'node:util';

import { type Finding, type Status } from './verdict';
import { count, list } from './words';

/** Words, because a colour alone says nothing to those who do not see it. */
const WORD: Record<Status, string> = { ok: 'ok', warning: 'warning', failure: 'FAILURE', skipped: 'skipped' };
const COLOUR = { ok: 'green', warning: 'yellow', failure: 'red', skipped: 'dim' } as const;

const STATUS_WIDTH = 9;
const CHECK_WIDTH = 14;
const INDENT = ' '.repeat(2 + STATUS_WIDTH + CHECK_WIDTH);

/**
 * Findings as text, each as soon as it comes: one line for each, and below it what to do next. Checks that were skipped for
 * the same reason share a line.
 */
export class Report {
  private area: string | undefined;
  private held: Finding[] = [];

  constructor(
    private readonly print: (line: string) => void,
    private readonly colours: boolean
  ) {}

  add(finding: Finding): void {
    const [first] = this.held;
    if (first && (first.area !== finding.area || first.status !== finding.status || first.text !== finding.text)) {
      this.end();
    }
    if (finding.status === 'skipped') {
      this.held.push(finding);
    } else {
      this.write(finding);
    }
  }

  /** Writes what was held back. */
  end(): void {
    const [first] = this.held;
    if (first) {
      const text = this.held.length === 1 ? first.text : `${list(this.held.map(({ check }) => check))}: ${first.text}`;
      this.write({ ...first, check: this.held.length === 1 ? first.check : '', text });
      this.held = [];
    }
  }

  private write(finding: Finding): void {
    if (this.area !== finding.area) {
      this.area = finding.area;
      this.print(finding.area);
    }
    this.print(findingText(finding, this.colours));
  }
}

function findingText({ status, check, text, next }: Finding, colours: boolean): string {
  const word = WORD[status].padEnd(STATUS_WIDTH);
  const shown = colours ? styleText(COLOUR[status], word, { validateStream: false }) : word;
  const line = `  ${shown}${check === '' ? '' : check.padEnd(CHECK_WIDTH)}${text}`;
  const steps = (next ?? '').split('\n').filter((step) => step !== '');
  return [line, ...steps.map((step, i) => `${INDENT}${i === 0 ? '→ ' : '  '}${step}`)].join('\n');
}

/** How it ended, in one sentence. */
export function summary(findings: Finding[]): string {
  const of = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const bad = [
    ...(of('failure') > 0 ? [count(of('failure'), 'failure')] : []),
    ...(of('warning') > 0 ? [count(of('warning'), 'warning')] : []),
  ];
  const aside = of('skipped') > 0 ? ` ${count(of('skipped'), 'check')} could not be made.` : '';
  const good = of('skipped') > 0 ? 'Nothing has failed.' : `Everything is well: ${count(of('ok'), 'check')}.`;
  return (bad.length === 0 ? good : `${list(bad)}.`) + aside;
}
