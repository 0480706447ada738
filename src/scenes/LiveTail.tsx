import { dateTime } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button } from '@grafana/ui';

import { type AuditEvent, eventsFromFrame } from './auditEvents';
import { currentCondition } from './currentScope';
import { chosenDataSourceUid, filtersOf, searchOf } from './variables';
import { AUDIT_FIELDS } from '../../queries/audit/fields';
import { auditTail } from '../../queries/audit/pages';
import { type TableMapping } from '../../queries/tables';
import { queryOnce } from '../grafana/query';

interface LiveTailState extends SceneObjectState {
  tables: TableMapping;
  mode: 'off' | 'live' | 'paused';
  /** What came in since the tail was switched on, newest first. */
  events: AuditEvent[];
  problem?: string;
}

const EVERY_MS = 2000;

/** Events that are kept; older ones are dropped. */
const KEPT = 1000;

/**
 * Rows get their time of storing when they are inserted and are seen a moment later; another insert may be seen first.
 * So much is asked for again, and what is there already is left out by its id.
 */
const OVERLAP_MS = 5000;

/** New events as they come in: asks for what was stored since the last answer, never for all again. */
export class LiveTail extends SceneObjectBase<LiveTailState> {
  private storedUpTo = 0;
  private abort?: AbortController;

  constructor({ tables }: Pick<LiveTailState, 'tables'>) {
    super({ tables, mode: 'off', events: [] });
    this.addActivationHandler(() => {
      this._subs.add(filtersOf(this).subscribeToState(() => this.forget()));
      this._subs.add(searchOf(this).subscribeToState(() => this.forget()));
      const timer = setInterval(() => void this.poll(), EVERY_MS);
      return () => {
        clearInterval(timer);
        this.abort?.abort();
        this.setState({ mode: 'off', events: [], problem: undefined });
      };
    });
  }

  /** Begins, or goes on after a pause: what came in meanwhile is shown then. */
  start = () => {
    if (this.state.mode === 'off') {
      this.storedUpTo = Date.now();
    }
    this.setState({ mode: 'live' });
    void this.poll();
  };

  pause = () => this.setState({ mode: 'paused' });

  stop = () => {
    this.abort?.abort();
    this.setState({ mode: 'off', events: [], problem: undefined });
    // what came in belongs to the list now
    sceneGraph.getTimeRange(this).onRefresh();
  };

  /** Other filters, other events: the list asks for those that are there. */
  private forget() {
    this.abort?.abort();
    this.storedUpTo = Date.now();
    this.setState({ events: [] });
  }

  private async poll() {
    if (this.state.mode !== 'live' || (this.abort && !this.abort.signal.aborted)) {
      return;
    }
    const abort = new AbortController();
    this.abort = abort;
    const scope = { tables: this.state.tables, where: currentCondition(this, AUDIT_FIELDS) };
    const question = auditTail(scope, this.storedUpTo - OVERLAP_MS, KEPT);
    const now = dateTime();
    try {
      const frame = await queryOnce(chosenDataSourceUid(this), question, { from: now, to: now }, abort.signal);
      if (!abort.signal.aborted) {
        this.add(eventsFromFrame(frame));
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this.setState({ problem: error instanceof Error ? error.message : String(error) });
      }
    } finally {
      if (this.abort === abort) {
        this.abort = undefined;
      }
    }
  }

  private add(found: AuditEvent[]) {
    const known = new Set(this.state.events.map(({ id }) => id));
    const fresh = found.filter(({ id }) => !known.has(id));
    this.storedUpTo = Math.max(this.storedUpTo, ...found.map(({ ingested, time }) => ingested ?? time));
    if (fresh.length > 0 || this.state.problem !== undefined) {
      const events = [...fresh, ...this.state.events].sort((a, b) => b.time - a.time).slice(0, KEPT);
      this.setState({ events, problem: undefined });
    }
  }

  static Component = ({ model }: SceneComponentProps<LiveTail>) => {
    const { mode, problem } = model.useState();
    return (
      <>
        {problem !== undefined && <span role="alert">Live: {problem}</span>}
        {mode === 'live' ? (
          <Button size="sm" variant="secondary" icon="pause" tooltip="Keep the list as it is" onClick={model.pause}>
            Pause
          </Button>
        ) : (
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            icon="play"
            tooltip={mode === 'paused' ? 'Show what came in meanwhile, and go on' : 'Show new events as they come in'}
            onClick={model.start}
          >
            {mode === 'paused' ? 'Go on' : 'Live'}
          </Button>
        )}
        {mode !== 'off' && (
          <Button size="sm" variant="secondary" icon="square-shape" onClick={model.stop}>
            Stop
          </Button>
        )}
      </>
    );
  };
}
