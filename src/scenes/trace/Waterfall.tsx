import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { MiniMap } from './MiniMap';
import { type ReceivedTrace } from './receivedTrace';
import { TimeAxis } from './TimeAxis';
import { moved, windowWithin, zoomed } from './timeWindow';
import { type EventInTrace, keysAbove, parentsOf, traceRows } from './traceRows';
import { type TraceView } from './TraceView';
import { useTraceSearch } from './useTraceSearch';
import { useWaterfallKeys } from './useWaterfallKeys';
import { COLUMNS, ROW_HEIGHT, WaterfallRow } from './WaterfallRow';
import { WaterfallToolbar } from './WaterfallToolbar';
import { rowsViewport } from '../virtualRows';

interface WaterfallProps {
  model: TraceView;
  trace: ReceivedTrace;
  /** By the key of their span. */
  events: Map<string, EventInTrace[]>;
}

/** The spans of a trace over time. Rows are virtual, so that their number does not matter. */
export function Waterfall({ model, trace, events }: WaterfallProps) {
  const { tree, path } = trace;
  const { span, zoom } = model.useState();
  const styles = useStyles2(getStyles);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const [withEvents, setWithEvents] = useState(true);
  const shown = useMemo(() => windowWithin(zoom ?? { from: 0, to: tree.duration }, tree.duration), [zoom, tree]);
  const rows = useMemo(
    () => traceRows(tree, collapsed, withEvents ? events : undefined),
    [tree, collapsed, events, withEvents]
  );
  const index = useMemo(() => new Map(rows.map(({ key }, i) => [key, i])), [rows]);
  const matches = useTraceSearch(model, tree);
  const found = useMemo(() => new Set(matches.keys), [matches.keys]);

  const section = useRef<HTMLElement>(null);
  const viewport = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });

  const at = current === undefined ? -1 : (index.get(current) ?? -1);
  useEffect(() => {
    if (at >= 0) {
      virtualizer.scrollToIndex(at);
    }
  }, [at, virtualizer]);

  /** Makes a row the current one; what hides it is opened. */
  const show = useCallback(
    (key: string) => {
      const node = tree.spans.get(key);
      const above = node ? keysAbove(node) : [];
      setCollapsed((before) => (above.some((one) => before.has(one)) ? without(before, above) : before));
      setCurrent(key);
    },
    [tree]
  );
  // a link to a span scrolls to it
  useEffect(() => {
    if (span !== undefined) {
      show(span);
    }
  }, [span, show]);
  useFocusWhenClosed(span !== undefined, viewport);

  const toggle = useCallback(
    (key: string) => setCollapsed((before) => (before.has(key) ? without(before, [key]) : new Set([...before, key]))),
    []
  );
  const open = useCallback(
    (key: string) => {
      setCurrent(key);
      model.open(key);
    },
    [model]
  );

  const row = rows[at];
  const moveTo = (to: number) => setCurrent(rows[Math.min(Math.max(to, 0), rows.length - 1)]?.key);
  useWaterfallKeys(section, {
    move: (by) => moveTo(at + by),
    moveTo: (end) => moveTo(end === 'first' ? 0 : rows.length - 1),
    collapse: () => {
      if (row?.kind === 'node' && !row.isCollapsed && row.node.children.length > 0) {
        toggle(row.key);
      } else if (row) {
        moveTo(rows.slice(0, at).findLastIndex(({ depth }) => depth < row.depth));
      }
    },
    expand: () => {
      if (row?.kind === 'node' && row.node.children.length > 0) {
        return row.isCollapsed ? toggle(row.key) : moveTo(at + 1);
      }
    },
    open: () => {
      if (row?.kind === 'node' && row.node.kind === 'span') {
        model.open(row.key);
      } else if (row) {
        viewport.current?.querySelector<HTMLAnchorElement>('[aria-selected=true] a')?.click();
      }
    },
    zoom: (factor) => model.zoomTo(zoomed(shown, factor, tree.duration)),
    pan: (by) => model.zoomTo(moved(shown, by, tree.duration)),
    showAll: () => model.zoomTo(undefined),
    search: () => search.current?.focus(),
  });

  return (
    <section ref={section} className={styles.waterfall} aria-label="Waterfall">
      <WaterfallToolbar
        model={model}
        searchRef={search}
        matches={matches}
        current={current}
        onShow={show}
        isZoomed={zoom !== undefined}
        onShowAll={() => model.zoomTo(undefined)}
        hasCollapsed={collapsed.size > 0}
        onCollapseAll={() => setCollapsed(new Set(parentsOf(tree)))}
        onExpandAll={() => setCollapsed(new Set())}
        events={events.size > 0 ? withEvents : undefined}
        onEvents={setWithEvents}
      />
      <MiniMap tree={tree} colorOf={trace.colorOf} shown={shown} onZoom={model.zoomTo} />
      <TimeAxis shown={shown} columns={COLUMNS} />
      <div
        ref={viewport}
        className={styles.viewport}
        tabIndex={0}
        role="tree"
        aria-label={`${rows.length.toLocaleString('en-US')} rows`}
        aria-activedescendant={at >= 0 ? `girok-row-${at}` : undefined}
      >
        <div role="presentation" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <WaterfallRow
              key={rows[item.index].key}
              id={`girok-row-${item.index}`}
              model={model}
              trace={trace}
              row={rows[item.index]}
              top={item.start}
              shown={shown}
              stretches={path.get(rows[item.index].key)}
              isCurrent={item.index === at}
              isFound={found.has(rows[item.index].key)}
              onToggle={toggle}
              onOpen={open}
            />
          ))}
        </div>
      </div>
      <p className={styles.keys}>
        j k move · ← → collapse and expand · Enter opens · Esc closes · + − 0 zoom · Shift ← → along the time · /
        searches
      </p>
    </section>
  );
}

const without = (set: ReadonlySet<string>, keys: string[]) => {
  const rest = new Set(set);
  keys.forEach((key) => rest.delete(key));
  return rest;
};

/** When the details close, the keyboard is back among the spans. */
function useFocusWhenClosed(isOpen: boolean, place: React.RefObject<HTMLElement | null>) {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) {
      place.current?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen, place]);
}

const getStyles = (theme: GrafanaTheme2) => ({
  waterfall: css({ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 420, gap: theme.spacing(0.5) }),
  viewport: css({
    ...rowsViewport(theme),
    flex: 1,
    minHeight: 0,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  rows: css({ position: 'relative' }),
  keys: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
