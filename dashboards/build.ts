import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ALL_DASHBOARDS } from './source/all';

/**
 * The files of all dashboards by their path. Grafana imports a bundled dashboard anew when its `revision` differs, so the
 * revision is made from the content.
 */
export function dashboardFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ALL_DASHBOARDS).map(([name, dashboard]) => {
      const revision = createHash('sha256').update(JSON.stringify(dashboard)).digest().readUInt32BE(0) >>> 1;
      return [path.join(__dirname, `${name}.json`), JSON.stringify({ ...dashboard, revision }, null, 2) + '\n'];
    })
  );
}

/** Files that are not as `dashboardFiles` would write them. */
export const staleFiles = () =>
  Object.entries(dashboardFiles())
    .filter(([file, content]) => read(file) !== content)
    .map(([file]) => path.basename(file));

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function writeDashboards() {
  Object.entries(dashboardFiles()).forEach(([file, content]) => writeFileSync(file, content));
}
