import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { type ChildMessage, type ChildSettings, type MessageOf, SETTINGS_VARIABLE } from './messages';

/** Milliseconds after which a process that does not end is killed. Longer than its own farewell in messages.ts. */
const KILL_AFTER_MS = 5000;

const MAINS = {
  history: 'history/main.ts',
  billing: 'live/billingMain.ts',
  storefront: 'live/storefrontMain.ts',
  ordersPage: 'ordersPage/main.ts',
  records: 'records/main.ts',
};

export interface Listeners {
  onMessage?: (message: ChildMessage) => void;
  onLog?: (line: string) => void;
}

/** One process of the demo. It ends when this one does. */
export class Child {
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  private readonly process: ChildProcess;
  private readonly lastLines: string[] = [];
  private stopping = false;

  constructor(
    readonly name: keyof typeof MAINS,
    settings: ChildSettings,
    { onMessage = () => {}, onLog = () => {} }: Listeners = {}
  ) {
    this.process = spawn(
      process.execPath,
      ['--import', pathToFileURL(require.resolve('tsx')).href, path.join(__dirname, MAINS[name])],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: childEnvironment(settings) }
    );
    this.process.on('message', (message) => onMessage(message as ChildMessage));
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lastLines.push(line);
        this.lastLines.splice(0, this.lastLines.length - 10);
        onLog(`${name}: ${line}`);
      });
    }
    this.exited = new Promise((resolve) => {
      // not "close": Node does not emit it after a disconnect from this side
      this.process.once('exit', (code, signal) => {
        if (!this.stopping && code !== 0) {
          onLog(`${name} has ended: ${signal ?? `exit code ${code}`}`);
        }
        resolve();
      });
      this.process.once('error', (error) => {
        onLog(`${name}: ${error.message}`);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /**
   * The first message of a kind.
   * @throws Error when the process says that it failed, or ends without the message
   */
  first<T extends ChildMessage['type']>(type: T): Promise<MessageOf<T>> {
    return new Promise((resolve, reject) => {
      this.process.on('message', (message) => {
        const said = message as ChildMessage;
        if (said.type === type) {
          resolve(said as MessageOf<T>);
        } else if (said.type === 'failed') {
          reject(new Error(said.message));
        }
      });
      void this.exited.then(() => reject(this.endedTooSoon()));
    });
  }

  /** Asks it to send what waits and to end; kills it when it does not. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.process.connected) {
      this.process.disconnect();
    }
    const kill = setTimeout(() => this.process.kill('SIGKILL'), KILL_AFTER_MS);
    await this.exited;
    clearTimeout(kill);
  }

  private endedTooSoon(): Error {
    if (this.stopping) {
      return new Error(`The demo was stopped before ${this.name} was done.`);
    }
    const lines = this.lastLines.length > 0 ? ` Its last lines:\n${this.lastLines.join('\n')}` : '';
    return new Error(`The process ${this.name} of the demo has ended unexpectedly.${lines}`);
  }
}

/** The SDK is told everything in code; what the environment says of OpenTelemetry is meant for somebody else. */
function childEnvironment(settings: ChildSettings): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_') && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(kept),
    // the stable names of the HTTP conventions, http.request.method and so on
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
    [SETTINGS_VARIABLE]: JSON.stringify(settings),
  };
}
