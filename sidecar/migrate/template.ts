import { splitStatements } from './statements';
import { HIDDEN, renderVariable, type Variables, type VariableType } from './variables';

const FRAGMENT = /\/\*\s*@let\s+([a-z0-9_]+)\n([\s\S]*?)\*\/\n?/g;
const INCLUDE = /\{\{>\s*([a-z0-9_]+)\s*(?:\(([^(){}]*)\))?\s*\}\}/g;
const ARGUMENT = /\$(\d)/g;
const CONDITION = /^-- @if ([a-z_]+) = (\w+)\n([\s\S]*?)^-- @end\n?/gm;
const PLACEHOLDER = /\{\{([a-z_]+):(Identifier|String|Secret|UInt|Interval)\}\}/g;

export interface RenderedTemplate {
  /** What the server is sent. */
  sql: string;
  /** The same with every secret hidden: for plans, logs, the journal and errors. */
  shown: string;
  /** A secret in it that has no value: it can be planned and shown, and not be sent. */
  missing?: string;
}

/**
 * SQL of a migration template. The language, in full:
 *
 *     /* @let name … *​/           a fragment, used as {{> name}}, or as {{> name(a, b)}} where $1 and $2 stand in it
 *     -- @if variable = value      kept only when it is so, up to
 *     -- @end
 *     -- @pauses queue             that queue stands still while the migration runs (read in files.ts)
 *     {{name:Type}}                a variable; Type is Identifier, String, Secret, UInt or Interval
 *
 * @throws Error naming the fragment or variable that is missing or malformed
 */
export function renderTemplate(template: string, variables: Variables): RenderedTemplate {
  return fill(expand(template, variables), variables);
}

export interface RenderedStatement extends RenderedTemplate {
  /** With fragments and conditions resolved and variables still open: the same for every configuration of its kind. */
  template: string;
}

/** The statements of a template in order. @throws as renderTemplate does, and for what splitStatements refuses */
export function renderStatements(template: string, variables: Variables): RenderedStatement[] {
  return splitStatements(expand(template, variables)).map((statement) => ({
    template: statement,
    ...fill(statement, variables),
  }));
}

function expand(template: string, variables: Variables): string {
  const chosen = template.replace(CONDITION, (_, name: string, value: string, body: string) =>
    String(variables[name]) === value ? body : ''
  );
  const fragments = new Map([...chosen.matchAll(FRAGMENT)].map((m) => [m[1], m[2].trim()]));
  const expanded = include(chosen.replace(FRAGMENT, ''), fragments, []);
  const left = /\{\{(?!([a-z_]+):(Identifier|String|Secret|UInt|Interval)\}\})[^}]*\}?\}?|^-- @(?!pauses ).*/m.exec(
    expanded
  );
  if (left) {
    throw new Error(`"${left[0]}" is not part of the template language.`);
  }
  return expanded;
}

function fill(expanded: string, variables: Variables): RenderedTemplate {
  const missing = [...expanded.matchAll(PLACEHOLDER)].find(
    ([, name, type]) => type === 'Secret' && variables[name] === undefined
  );
  const filled = (hideSecrets: boolean) =>
    expanded.replace(PLACEHOLDER, (_, name: string, type: VariableType) =>
      type === 'Secret' && (hideSecrets || variables[name] === undefined)
        ? HIDDEN
        : renderVariable(name, type, variables[name])
    );
  return { sql: filled(false), shown: filled(true), missing: missing?.[1] };
}

function include(text: string, fragments: Map<string, string>, within: string[]): string {
  return text.replace(INCLUDE, (_, name: string, list?: string) => {
    const body = fragments.get(name);
    if (body === undefined) {
      throw new Error(`The fragment {{> ${name}}} is not defined by a /* @let ${name} */ in this file.`);
    }
    if (within.includes(name)) {
      throw new Error(`The fragment {{> ${name}}} includes itself: ${[...within, name].join(' > ')}.`);
    }
    const given = list?.split(',').map((argument) => argument.trim()) ?? [];
    const filled = body.replace(ARGUMENT, (_, position: string) => {
      const argument = given[Number(position) - 1];
      if (argument === undefined) {
        throw new Error(`The fragment {{> ${name}}} needs an argument number ${position}: {{> ${name}(…)}}.`);
      }
      return argument;
    });
    return include(filled, fragments, [...within, name]);
  });
}
