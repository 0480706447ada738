import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, InlineSwitch, Input, useStyles2 } from '@grafana/ui';
import { type RefObject, useState } from 'react';

import { type TraceView } from './TraceView';

interface WaterfallToolbarProps {
  model: TraceView;
  searchRef: RefObject<HTMLInputElement | null>;
  matches: { keys: string[]; isLooking: boolean; problem?: string };
  /** Key of the row that the keyboard is on. */
  current?: string;
  onShow: (key: string) => void;
  isZoomed: boolean;
  onShowAll: () => void;
  hasCollapsed: boolean;
  onCollapseAll: () => void;
  onExpandAll: () => void;
  /** Whether audit events are shown; undefined when the trace has none. */
  events?: boolean;
  onEvents: (shown: boolean) => void;
}

/** Search within the trace, and what is shown of it. */
export function WaterfallToolbar(props: WaterfallToolbarProps) {
  const styles = useStyles2(getStyles);
  const { isZoomed, onShowAll, hasCollapsed, onCollapseAll, onExpandAll, events, onEvents } = props;
  return (
    <div className={styles.bar}>
      <Search {...props} />
      <span className={styles.gap} />
      {isZoomed && (
        <Button size="sm" variant="secondary" icon="search-minus" onClick={onShowAll}>
          Whole trace
        </Button>
      )}
      {events !== undefined && (
        <InlineSwitch
          label="Audit events"
          showLabel
          transparent
          id="girok-trace-events"
          value={events}
          onChange={(change) => onEvents(change.currentTarget.checked)}
        />
      )}
      <Button size="sm" variant="secondary" onClick={onCollapseAll}>
        Collapse all
      </Button>
      <Button size="sm" variant="secondary" disabled={!hasCollapsed} onClick={onExpandAll}>
        Expand all
      </Button>
    </div>
  );
}

function Search({ model, searchRef, matches, current, onShow }: WaterfallToolbarProps) {
  const { find } = model.useState();
  const [text, setText] = useState(find);
  const styles = useStyles2(getStyles);
  // Back and links change what is searched without typing
  const [searched, setSearched] = useState(find);
  if (searched !== find) {
    setSearched(find);
    setText(find);
  }
  const { keys, isLooking, problem } = matches;
  const at = current === undefined ? -1 : keys.indexOf(current);
  const go = (by: 1 | -1) => {
    const next = at < 0 ? (by === 1 ? 0 : keys.length - 1) : (at + by + keys.length) % keys.length;
    if (keys.length > 0) {
      onShow(keys[next]);
    }
  };
  return (
    <div className={styles.search} role="search">
      <Input
        ref={searchRef}
        type="search"
        aria-label="Search in this trace"
        placeholder="Search: words, attribute values, span id"
        width={44}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => model.look(text)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.currentTarget.blur();
          } else if (event.key === 'Enter' && text === find) {
            go(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Enter') {
            model.look(text);
          }
        }}
      />
      {find.trim() !== '' && (
        <>
          <span role="status" className={styles.count}>
            {at >= 0 ? `${(at + 1).toLocaleString('en-US')} of ` : ''}
            {`${keys.length.toLocaleString('en-US')} found`}
            {isLooking && ', looking through attributes'}
            {problem !== undefined && '; the attributes could not be searched'}
          </span>
          <IconButton name="angle-up" aria-label="Previous match" disabled={keys.length === 0} onClick={() => go(-1)} />
          <IconButton name="angle-down" aria-label="Next match" disabled={keys.length === 0} onClick={() => go(1)} />
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  search: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  gap: css({ flex: 1 }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
