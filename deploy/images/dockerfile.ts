/** One line of a Dockerfile: `COPY`, and what follows. */
export interface Instruction {
  name: string;
  text: string;
}

/** A stage: from its `FROM` to the next. */
export interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

/** Files that a `COPY` brings. */
export interface Copy {
  /** Stage that they come from; the build's context when there is none. */
  from?: string;
  sources: string[];
  target: string;
}

/**
 * The stages of a Dockerfile, in their order. Of its language only what ours uses: an instruction a line, every stage named.
 * @throws Error for a line that stands in no named stage
 */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of dockerfile.split('\n').filter((text) => text.trim() !== '' && !text.startsWith('#'))) {
    const [, name, text] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    const [, base, stage] = name === 'FROM' ? (/^(\S+) AS (\w+)$/.exec(text) ?? []) : [];
    if (stage) {
      stages.push({ name: stage, base, instructions: [] });
    } else if (name === undefined || name === 'FROM' || stages.length === 0) {
      throw new Error(`This line of the Dockerfile is not understood: ${line}`);
    } else {
      stages.at(-1)!.instructions.push({ name, text });
    }
  }
  return stages;
}

/** What a `COPY` says. Owners are left out: they do not change what is there. */
export function copyOf(text: string): Copy {
  const words = text.split(/ +/);
  const files = words.filter((word) => !word.startsWith('--'));
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  return { from, sources: files.slice(0, -1), target: files.at(-1)! };
}

/**
 * Whether a file of the repository is kept from the build.
 * @param ignore text of .dockerignore: names at the root, or names anywhere that begin with two stars; `*` is any part of a name
 */
export function isIgnored(file: string, ignore: string): boolean {
  return ignore
    .split('\n')
    .filter((line) => line.trim() !== '')
    .some((line) => {
      const pattern = line.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/|\*/g, (stars) => STARS[stars]);
      return new RegExp(`^${pattern}(/|$)`).test(file);
    });
}

const STARS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '*': '[^/]*' };
