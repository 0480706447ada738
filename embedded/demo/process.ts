import { Child } from './child';
import { type ChildMessage, type ChildSettings } from './messages';
import { type Counts } from './telemetry/counts';

export { type Counts };

export interface DemoOptions {
  /** OTLP/HTTP receiver, without `/v1/…`. */
  otlpUrl: string;
  /** Bearer token, if the receiver wants one. */
  token?: string;
  /** Hours of history that are sent first; default 24, 0 for none. */
  backfillHours?: number;
  /** Whether the services run after that (default), and while it happens. */
  live?: boolean;
  /** Has a page for people, too; its links to traces lead below this address, `…/traces`. */
  tracesPage?: string;
  /** backfill: minutes of history made, and of how many. live: requests sent so far, of 0. */
  onProgress?: (progress: { phase: 'backfill' | 'live'; done: number; of: number }) => void;
  /** Lines that the processes write: troubles, as a rule none. */
  onLog?: (line: string) => void;
}

export interface RunningDemo {
  /**
   * What the receiver has confirmed of the history: all of it, when this resolves. Rejects with what was made and what
   * was stored, when the receiver refused something or the demo was stopped.
   */
  backfilled: Promise<Counts>;
  /** Resolves when both services listen; at once without them. Rejects when they cannot start. */
  ready: Promise<void>;
  /** Address of the page for people; undefined without one, and when it cannot start, which `onLog` hears. */
  ordersPage: Promise<string | undefined>;
  /** Ends all processes after they have sent what waits; history is broken off. May be called again. */
  stop(): Promise<void>;
  /** Resolves when no process of the demo is left. */
  exited: Promise<void>;
}

const NOTHING: Counts = { spans: 0, logs: 0, metricPoints: 0 };

/**
 * Starts two small services on the OpenTelemetry SDK, `storefront` and `billing`, each for ten tenants in ten namespaces,
 * with a history that ends now and live traffic after it. The processes listen on 127.0.0.1 and end with this one.
 * @throws RangeError for hours that are none
 */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const {
    otlpUrl,
    token,
    backfillHours = 24,
    live = true,
    tracesPage,
    onProgress = () => {},
    onLog = () => {},
  } = options;
  if (!(backfillHours >= 0 && backfillHours <= MAX_HOURS)) {
    throw new RangeError(`backfillHours is ${backfillHours}; it must be between 0 and ${MAX_HOURS}.`);
  }
  const children: Child[] = [];
  let stopped = false;

  const onMessage = (message: ChildMessage) => {
    if (message.type === 'progress') {
      onProgress({ phase: 'backfill', done: message.done, of: message.of });
    } else if (message.type === 'served') {
      onProgress({ phase: 'live', done: message.requests, of: 0 });
    }
  };
  const start = (name: Child['name'], settings: Omit<ChildSettings, 'otlpUrl' | 'token'>) => {
    if (stopped) {
      throw new Error(`The demo was stopped before ${name} was started.`);
    }
    const child = new Child(name, { otlpUrl, token, ...settings }, { onMessage, onLog });
    children.push(child);
    return child;
  };

  const notStarted = (error: Error) => {
    onLog(error.message);
    return undefined;
  };
  const backfill = async () => {
    if (backfillHours === 0) {
      return NOTHING;
    }
    const history = start('history', { hours: backfillHours, end: Date.now() });
    return (await history.first('backfilled')).counts;
  };
  const serve = async () => {
    if (live) {
      const { port } = await start('billing', {}).first('listening');
      await start('storefront', { billingPort: port }).first('listening');
    }
  };
  const servePage = async () => {
    const { port } = await start('ordersPage', { tracesPage }).first('listening');
    return `http://127.0.0.1:${port}`;
  };
  const backfilled = backfill();
  const ready = serve();
  const ordersPage = tracesPage === undefined ? Promise.resolve(undefined) : servePage().catch(notStarted);
  const settled = Promise.allSettled([backfilled, ready, ordersPage]);

  return {
    backfilled,
    ready,
    ordersPage,
    stop: async () => {
      stopped = true;
      await Promise.all(children.map((child) => child.stop()));
    },
    exited: settled.then(async () => {
      await Promise.all(children.map((child) => child.exited));
    }),
  };
}

/** A week: more than that is not "quickly". */
const MAX_HOURS = 168;
