import { SHARED_MODULES } from './sharedModules';

/** An error that says which file of the plugin's build is at fault. */
export class PluginLoadError extends Error {
  constructor(
    readonly file: string,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'PluginLoadError';
  }
}

/**
 * Loads one AMD module by a script element, unchanged, as Grafana's loader does: its dependencies are the modules
 * that Grafana shares, `module` is its own address. The exports of a module with top-level await are awaited.
 * Throws PluginLoadError when the file cannot be fetched, calls no define, wants a module Grafana does not share, or throws.
 */
export async function loadAmdModule(url: string): Promise<unknown> {
  const { deps, factory } = await definitionIn(url);
  const missing = deps.filter((dep) => dep !== 'module' && !(dep in SHARED_MODULES));
  if (missing.length > 0) {
    throw new PluginLoadError(url, `it asks for ${missing.join(', ')}, which this preview does not share with plugins`);
  }
  const modules = await Promise.all(deps.map((dep) => (dep === 'module' ? { uri: url } : SHARED_MODULES[dep]())));
  try {
    return await factory(...modules);
  } catch (error) {
    throw new PluginLoadError(url, `it failed while it started: ${String(error)}`, { cause: error });
  }
}

interface Definition {
  deps: string[];
  factory: (...modules: unknown[]) => unknown;
}

function definitionIn(url: string): Promise<Definition> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const define: AmdDefine = Object.assign(
      (deps: string[], factory: Definition['factory']) => resolve({ deps, factory }),
      { amd: {} }
    );
    window.define = define;
    script.src = url;
    script.onload = () => {
      delete window.define;
      reject(new PluginLoadError(url, 'it is not an AMD module (it called no define)'));
    };
    script.onerror = () => {
      delete window.define;
      reject(new PluginLoadError(url, 'the server has no such file, or it was not delivered'));
    };
    document.head.append(script);
  });
}
