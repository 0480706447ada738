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
}

/**
 * SQL of a migration template. The language, in full:
 *
 *     /* @let name … *​/           a fragment, used as {{> name}}, or as {{> name(a, b)}} where $1 and $2 stand in it
 *     -- @if variable = value      kept only when it is so, up to
 *     -- @end
 *     {{name:Type}}                a variable; Type is Identifier, String, Secret, UInt or Interval
 *
 * @throws Error naming the fragment or variable that is missing or malformed
 */
export function renderTemplate(template: string, variables: Variables): RenderedTemplate {
  const chosen = template.replace(CONDITION, (_, name: string, value: string, body: string) =>
    String(variables[name]) === value ? body : ''
  );
  const fragments = new Map([...chosen.matchAll(FRAGMENT)].map((m) => [m[1], m[2].trim()]));
  const expanded = include(chosen.replace(FRAGMENT, ''), fragments, []);
  const left = /\{\{(?!([a-z_]+):(Identifier|String|Secret|UInt|Interval)\}\})[^}]*\}?\}?|^-- @(if|end).*/m.exec(
    expanded
  );
  if (left) {
    throw new Error(`"${left[0]}" is not part of the template language.`);
  }
  const fill = (hideSecrets: boolean) =>
    expanded.replace(PLACEHOLDER, (_, name: string, type: VariableType) => {
      const text = renderVariable(name, type, variables[name]);
      return hideSecrets && type === 'Secret' ? HIDDEN : text;
    });
  return { sql: fill(false), shown: fill(true) };
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
