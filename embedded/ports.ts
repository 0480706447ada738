import { createServer } from 'node:net';

/** How many ports after a default one are tried. */
const TRIES = 50;

export interface ChosenPort {
  port: number;
  /** The default port that was in use, when another was taken instead. */
  insteadOf?: number;
}

/**
 * A port to listen on: the one that the person named, or the default, or the next free one after it.
 * @throws Error when the named port is in use: it names the port, the option and what to do
 */
export async function choosePort(option: string, named: number | undefined, byDefault: number): Promise<ChosenPort> {
  if (named !== undefined) {
    if (named !== 0 && !(await isFree(named))) {
      throw new Error(
        `Port ${named} (${option}) is in use. Stop what listens there, or name another: npm start -- ${option} N`
      );
    }
    return { port: named };
  }
  for (let port = byDefault; port < byDefault + TRIES; port++) {
    if (await isFree(port)) {
      return port === byDefault ? { port } : { port, insteadOf: byDefault };
    }
  }
  throw new Error(
    `Ports ${byDefault} to ${byDefault + TRIES - 1} are all in use. Name a free one: npm start -- ${option} N`
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
