import { effectWord } from './effectWord';
import { type RunEvent } from '../../migrate/apply/runContext';
import { paint } from '../output';

const TICK_MS = 200;
/** Without a terminal nobody watches a clock: a long statement says once in this time that it still runs. Milliseconds. */
const STILL_RUNNING_MS = 30_000;

type StatementEvent = Extract<RunEvent, { type: 'statement' }>;

/** Shows a run as it goes: one line per statement, and in a terminal the elapsed time of the one that runs. */
export class ProgressLines {
  private running: { event: StatementEvent; since: number; saidAt: number } | undefined;
  private readonly timer: NodeJS.Timeout;

  /** @param out a terminal or a file */
  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {
    this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  readonly show = (event: RunEvent): void => {
    this.clearLine();
    switch (event.type) {
      case 'statement':
        this.showStatement(event);
        break;
      case 'lock':
        if (event.state === 'taken over') {
          this.line(paint('yellow', `The migration lock is taken over. ${event.detail}.`));
        }
        break;
      case 'queue':
        this.line(queueLine(event));
        break;
      case 'note':
        this.line(event.text);
        break;
    }
  };

  end(): void {
    clearInterval(this.timer);
    this.clearLine();
    this.running = undefined;
  }

  private showStatement(event: StatementEvent): void {
    if (event.state === 'started') {
      this.running = { event, since: performance.now(), saidAt: performance.now() };
      return;
    }
    if (event.state === 'waiting') {
      if (this.running) {
        this.running.event = event;
      }
      return;
    }
    this.running = undefined;
    const mark = event.state === 'done' ? paint('green', 'ok    ') : paint('red', 'failed');
    this.line(`${mark} ${statementText(event, event.elapsedMs)}`);
  }

  private tick(): void {
    if (!this.running) {
      return;
    }
    const now = performance.now();
    const text = `       ${statementText(this.running.event, now - this.running.since)}`;
    if (this.out.isTTY) {
      this.out.write(`\r\u001b[K${text.slice(0, this.out.columns)}`);
    } else if (now - this.running.saidAt >= STILL_RUNNING_MS) {
      this.running.saidAt = now;
      this.line(text);
    }
  }

  private clearLine(): void {
    if (this.out.isTTY) {
      this.out.write('\r\u001b[K');
    }
  }

  private line(text: string): void {
    this.out.write(`${text}\n`);
  }
}

function statementText(event: StatementEvent, elapsedMs: number): string {
  const { migration, position, of, description, effect, detail, state } = event;
  const place = `${migration} ${String(position).padStart(String(of).length)}/${of}`;
  const special = effect === 'metadata' ? '' : `  ${effectWord(effect)}`;
  const left = state === 'waiting' ? `  ${detail}` : '';
  return `${place}  ${description}${special}  ${(elapsedMs / 1000).toFixed(1)} s${left}`;
}

function queueLine({ queue, state, detail }: Extract<RunEvent, { type: 'queue' }>): string {
  const tail = detail === '' ? '' : `: ${detail}`;
  switch (state) {
    case 'paused':
      return paint('dim', `${queue} is paused${tail}`);
    case 'joining':
      return paint('dim', `${queue} joins its consumer group`);
    case 'restored':
      return paint('yellow', `${queue} is put back${tail}`);
    case 'not restored':
      return paint('red', `${queue} could not be put back${tail}`);
    case 'consuming':
      return paint('green', `${queue} reads again${tail}`);
    case 'not consuming':
      return paint('red', `${queue} does not read${tail}`);
  }
}
