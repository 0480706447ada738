import { LongAnswers } from './longAnswers';

const request = () => new AbortController();

test('the next one has its turn when the one before leaves, and a request may enter again', async () => {
  const long = new LongAnswers();
  const [first, second, third] = [request(), request(), request()];
  const order: string[] = [];
  await long.enter(first.signal);
  await long.enter(first.signal);
  const waiting = [
    long.enter(second.signal).then(() => order.push('second')),
    long.enter(third.signal).then(() => order.push('third')),
  ];
  long.leave(third.signal);
  await Promise.resolve();
  expect(order).toEqual([]);
  long.leave(first.signal);
  await waiting[0];
  expect(order).toEqual(['second']);
  long.leave(second.signal);
  await waiting[1];
  expect(order).toEqual(['second', 'third']);
});

test('who gives up waiting hears why, and keeps nobody from their turn', async () => {
  const long = new LongAnswers();
  const [first, second, third] = [request(), request(), request()];
  await long.enter(first.signal);
  const gone = long.enter(second.signal);
  const last = long.enter(third.signal);
  second.abort(new Error('the time is up'));
  await expect(gone).rejects.toThrow('the time is up');
  long.leave(first.signal);
  await last;
});
