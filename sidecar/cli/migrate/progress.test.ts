import { Writable } from 'node:stream';

import { ProgressLines } from './progress';
import { type RunEvent } from '../../migrate/apply/runContext';

/** Keeps what is written; a terminal or a file. */
class Screen extends Writable {
  text = '';
  columns = 80;

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const statement = (state: 'started' | 'waiting' | 'done' | 'failed', more: Partial<RunEvent> = {}): RunEvent =>
  ({
    type: 'statement',
    state,
    migration: '20260101000000_x',
    position: 2,
    of: 12,
    description: 'insert into otel.t',
    effect: 'rewrite',
    elapsedMs: 1500,
    detail: '',
    ...more,
  }) as RunEvent;

function shown(isTTY: boolean, events: RunEvent[], ms = 0): string {
  jest.useFakeTimers();
  const screen = new Screen(isTTY);
  const lines = new ProgressLines(screen as unknown as NodeJS.WriteStream);
  events.forEach((event) => lines.show(event));
  jest.advanceTimersByTime(ms);
  lines.end();
  jest.useRealTimers();
  return screen.text;
}

test('in a file there is one line for each statement, when it has ended', () => {
  expect(shown(false, [statement('started'), statement('done')])).toBe(
    'ok     20260101000000_x  2/12  insert into otel.t  rewrite  1.5 s\n'
  );
  expect(shown(false, [statement('started'), statement('failed')])).toMatch(/^failed 20260101000000_x/);
});

test('a statement that takes long says so now and then in a file, and with elapsed time in a terminal', () => {
  expect(shown(false, [statement('started')], 65_000).match(/insert into/g)).toHaveLength(2);
  const terminal = shown(true, [statement('started'), statement('waiting', { detail: '7 parts left' })], 2000);
  expect(terminal).toMatch(
    /\r\u001b\[K {7}20260101000000_x {2}2\/12 {2}insert into otel\.t {2}rewrite {2}2\.0 s {2}7 parts/
  );
  expect(terminal).not.toContain('\n');
});

test.each<[RunEvent, string]>([
  [{ type: 'lock', state: 'taken', detail: '' }, ''],
  [
    { type: 'lock', state: 'taken over', detail: 'It was stale: x' },
    'The migration lock is taken over. It was stale: x.\n',
  ],
  [{ type: 'queue', queue: 'q', state: 'paused', detail: 'why' }, 'q is paused: why\n'],
  [{ type: 'queue', queue: 'q', state: 'not restored', detail: 'no' }, 'q could not be put back: no\n'],
  [{ type: 'queue', queue: 'q', state: 'consuming', detail: '2 partitions' }, 'q reads again: 2 partitions\n'],
  [{ type: 'note', text: 'n' }, 'n\n'],
])('%j is told as: %s', (event, text) => expect(shown(false, [event])).toBe(text));
