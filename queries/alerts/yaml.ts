export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** YAML of plain data. Texts are written as JSON writes them, which is YAML; those of several lines as a block. */
export function yaml(value: Yaml, indent = ''): string {
  if (typeof value === 'string' && value.includes('\n')) {
    return `|-\n${value.replace(/^(?=.)/gm, indent)}`;
  }
  if (typeof value !== 'object') {
    return JSON.stringify(value);
  }
  if (isList(value)) {
    return value.length === 0
      ? '[]'
      : '\n' + value.map((item) => `${indent}- ${after(item, indent + '  ')}`).join('\n');
  }
  const entries = Object.entries(value).filter((entry): entry is [string, Yaml] => entry[1] !== undefined);
  return (
    '\n' +
    entries
      .map(([key, item]) => {
        const text = yaml(item, indent + '  ');
        return `${indent}${key}:${text.startsWith('\n') ? text : ' ' + text}`;
      })
      .join('\n')
  );
}

const isList = (value: object): value is readonly Yaml[] => Array.isArray(value);

/** An item of a list: a map begins on the line of its dash. */
const after = (item: Yaml, indent: string) => yaml(item, indent).replace(/^\n\s*/, '');
