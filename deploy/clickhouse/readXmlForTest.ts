import { readFileSync } from 'node:fs';

/** An element of a configuration of ClickHouse: it has elements or text. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*';
const PIECE = new RegExp(
  `<!--(?:(?!--)[\\s\\S])*-->|<(/?)(${NAME})((?:\\s+${NAME}="[^"<&]*")*)\\s*(/?)>|([^<>&]+|&(?:lt|gt|amp|quot|apos);)`,
  'y'
);

/**
 * Reads the XML that our configuration files have: elements, attributes, text and comments.
 * @throws Error where the file is not well-formed, or has what is not known here
 */
export function readXml(file: string): XmlElement {
  const source = readFileSync(file, 'utf8');
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  for (PIECE.lastIndex = 0; PIECE.lastIndex < source.length; ) {
    const line = source.slice(0, PIECE.lastIndex).split('\n').length;
    const piece = PIECE.exec(source);
    const inside = open[open.length - 1];
    if (!piece) {
      throw new Error(`${file}:${line}: this is no XML`);
    }
    const [, closes, name, attributes, isEmpty, text] = piece;
    if (text !== undefined) {
      inside.text += text;
    } else if (closes === '/') {
      if (inside.name !== name || attributes || isEmpty) {
        throw new Error(`${file}:${line}: </${name}> closes <${inside.name}>`);
      }
      open.pop();
    } else if (name !== undefined) {
      const element: XmlElement = { name, attributes: attributesOf(attributes), children: [], text: '' };
      inside.children.push(element);
      if (!isEmpty) {
        open.push(element);
      }
    }
  }
  const [root, ...others] = document.children;
  if (open.length > 1 || !root || others.length > 0 || document.text.trim() !== '') {
    throw new Error(`${file}: one element has all others, and each is closed`);
  }
  return root;
}

const attributesOf = (text: string) =>
  Object.fromEntries([...text.matchAll(/([\w.-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

/** The one element at a path of names. @throws Error when there is none, or more than one */
export function elementAt(element: XmlElement, ...names: string[]): XmlElement {
  return names.reduce((inside, name) => {
    const found = inside.children.filter((child) => child.name === name);
    if (found.length !== 1) {
      throw new Error(`<${inside.name}> has ${found.length} times <${name}>`);
    }
    return found[0];
  }, element);
}

/** The names of what is in it. */
export const childNames = ({ children }: XmlElement): string[] => children.map(({ name }) => name);
