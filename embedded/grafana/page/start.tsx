import { type AppPlugin } from '@grafana/data';
import { createRoot } from 'react-dom/client';

import { Host } from './Host';
import { loadPlugin } from './loader/loadPlugin';
import { startServices } from './services';

import './page.css';

async function start(): Promise<void> {
  await startServices();
  const boot = window.girokBootData.plugin;
  const loaded = await loadPlugin(boot).then(
    (plugin: AppPlugin) => ({ plugin }),
    (error: unknown) => ({ error })
  );
  createRoot(document.getElementById('root')!).render(
    <Host loaded={loaded} json={'json' in boot ? boot.json : undefined} />
  );
}

/** Before React runs there is only the document itself to say what went wrong. */
start().catch((error: unknown) => {
  const text = document.createElement('pre');
  text.textContent = `The embedded preview could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  document.getElementById('root')?.replaceChildren(text);
});
