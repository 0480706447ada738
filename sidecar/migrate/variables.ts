import { formatPeriod, parsePeriod, PERIOD_FORM } from './period';
import { identifier, literal } from '../../queries/sql';

/** How a placeholder `{{name:Type}}` is written into SQL. */
export type VariableType = 'Identifier' | 'String' | 'Secret' | 'UInt' | 'Interval';

export type Variables = Readonly<Record<string, string | number>>;

/** Shown in plans, logs and errors where a secret stands. */
export const HIDDEN = "'[HIDDEN]'";

/**
 * SQL text of one variable.
 * @throws Error that names the variable, what it must look like and what it was (never for a secret)
 */
export function renderVariable(name: string, type: VariableType, value: string | number | undefined): string {
  if (value === undefined) {
    throw new Error(
      `The variable ${name} has no value: set GIROK_${name.toUpperCase()} (girok migrate --help lists the settings).`
    );
  }
  switch (type) {
    case 'Identifier':
      return identifier(String(value)).text;
    case 'String':
    case 'Secret':
      return literal(String(value)).text;
    case 'UInt':
      if (!/^\d{1,18}$/.test(String(value))) {
        throw new Error(`${name} must be a whole number of at least 0, but is "${value}".`);
      }
      return String(value);
    case 'Interval': {
      const period = parsePeriod(String(value));
      if (!period) {
        throw new Error(`${name} must be ${PERIOD_FORM}, but is "${value}".`);
      }
      return formatPeriod(period);
    }
  }
}
