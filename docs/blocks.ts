import { readPage } from './pages';

/** Commands that a page shows together. */
export interface Block {
  page: string;
  language: string;
  text: string;
  /** Test that executes it: `<!-- run by FILE -->` before the block. */
  runBy?: string;
  /** Why no test executes it: `<!-- not run: WHY -->` before the block. */
  notRun?: string;
}

const BLOCK = /(?:^<!-- (?:run by (\S+)|not run: (.+)) -->\n+)?^```(sh|console)\n([\s\S]*?)^```/gm;

/** A page whose `console` blocks are executed one after the other, each on what the former have left. */
const ALL_RUN_BY = /^<!-- console blocks are run by (\S+) -->$/m;

/** The blocks of commands of a page, in their order. */
export function blocksOf(page: string): Block[] {
  const text = readPage(page);
  const allRunBy = ALL_RUN_BY.exec(text)?.[1];
  return [...text.matchAll(BLOCK)].map(([, runBy, notRun, language, commands]) => ({
    page,
    language,
    text: commands,
    runBy: runBy ?? (language === 'console' ? allRunBy : undefined),
    notRun,
  }));
}

/** Command lines of a block, without comments, output and `$`; what `&&` joins, one by one. */
export function commandLines({ language, text }: Pick<Block, 'language' | 'text'>): string[] {
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  const commands = language === 'console' ? lines.filter((line) => line.startsWith('$ ')) : lines;
  return commands
    .map((line) => line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(' && '))
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A command without the settings before it: `A=b girok x "y z"` as its words. */
export function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
  return words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)));
}
