import { type SpanExporter } from '@opentelemetry/sdk-trace-base';

/** ExportResult and its codes, as in @opentelemetry/core, which no package of ours depends on. */
type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];
const SUCCESS = 0;
const FAILED = 1;

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

/** Rounds of the SDK's own repetitions (5 within about 10 s) before a batch is given up: some minutes. */
const ROUNDS = 20;
const PAUSE_MS = 1000;

/**
 * An exporter that does not lose: what the SDK's exporter gives up for now (503, no connection) is handed to it again,
 * and what the receiver has confirmed is counted. A batch that the receiver refuses for good is a failure.
 */
export class DeliveringExporter<Items> implements Exporter<Items> {
  delivered = 0;
  /** The first one; what failed is not delivered. */
  failure: Error | undefined;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly exporter: Exporter<Items>,
    private readonly count: (items: Items) => number
  ) {}

  export(items: Items, done: (result: ExportResult) => void): void {
    const delivery = this.deliver(items).then(
      () => done({ code: SUCCESS }),
      (error: Error) => done({ code: FAILED, error })
    );
    this.underWay.add(delivery);
    void delivery.finally(() => this.underWay.delete(delivery));
  }

  /** Resolves when every batch so far is delivered or has failed: a processor's flush knows only what it flushed itself. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private async deliver(items: Items): Promise<void> {
    for (let round = 1; ; round++) {
      const { code, error } = await new Promise<ExportResult>((resolve) => this.exporter.export(items, resolve));
      if (code === SUCCESS) {
        this.delivered += this.count(items);
        return;
      }
      if (round === ROUNDS || isRefusal(error)) {
        this.failure ??= new Error(`The receiver did not take ${this.count(items)} items: ${describe(error)}`);
        throw this.failure;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Troubles of the network that may pass; the receiver may be starting again. */
const PASSING = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** The SDK's error has no code when it gave up repeating, and otherwise the HTTP status or the network's error. */
const isRefusal = (error: Error | undefined) =>
  error !== undefined && 'code' in error && error.code !== undefined && !PASSING.includes(String(error.code));

function describe(error: Error | undefined): string {
  if (error === undefined) {
    return 'no reason was given';
  }
  const status = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.message}${status}${'data' in error && error.data ? `: ${String(error.data)}` : ''}`;
}
