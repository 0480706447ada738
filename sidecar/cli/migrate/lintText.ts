import { type LintFinding } from '../../migrate/lint';
import { paint } from '../output';

/** What is wrong with the templates, for people. */
export const lintText = (findings: LintFinding[]): string =>
  [
    paint('red', 'These templates break a rule of migrations:'),
    ...findings.flatMap(({ file, rule, text, why }) => [`  ${file}, ${text} (${rule})`, `    ${why}`]),
    '  Mend them, or `girok migrate up --no-lint` runs them as they are.',
  ].join('\n');
