import { type CallNode } from './mergeTraces';

/** A row of the tree as it stands on the screen. `path` is unique; shares (0-1) are of the time of all roots. */
export interface CallRow {
  path: string;
  depth: number;
  node: CallNode;
  totalShare: number;
  selfShare: number;
  isOpen: boolean;
}

/** Below this share of all time a node is closed at first. */
const OPEN_FROM = 0.01;

/** The rows that are open: those that a person has toggled, and of the others those with a part of the time that counts. */
export function visibleRows(roots: CallNode[], toggled: ReadonlySet<string>): CallRow[] {
  const all = Math.max(
    1,
    roots.reduce((sum, { total }) => sum + total, 0)
  );
  const rows: CallRow[] = [];
  const visit = (nodes: CallNode[], depth: number, above: string) => {
    for (const node of nodes) {
      const path = `${above}${JSON.stringify([node.service, node.name])}`;
      const totalShare = node.total / all;
      const isOpen = node.children.length > 0 && totalShare >= OPEN_FROM !== toggled.has(path);
      rows.push({ path, depth, node, totalShare, selfShare: node.self / all, isOpen });
      if (isOpen) {
        visit(node.children, depth + 1, path);
      }
    }
  };
  visit(roots, 0, '');
  return rows;
}

/** The open row in which most time is spent. */
export const whereTheTimeIs = (rows: CallRow[]): CallRow | undefined =>
  rows.reduce<CallRow | undefined>((most, row) => (row.selfShare > (most?.selfShare ?? 0) ? row : most), undefined);
