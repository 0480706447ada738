import { alertAddress, isAddressed } from './alertAddress';
import { type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';

const alert = { title: 'Stands still', identity: { partition: '3', signal: 'traces' } } as unknown as BoardAlert;

test.each<[string, Record<string, string>, boolean]>([
  ['itself', { alertname: 'Stands still', partition: '3', signal: 'traces', severity: 'critical', __x: 'y' }, true],
  ['another partition', { alertname: 'Stands still', partition: '4', signal: 'traces' }, false],
  ['another rule', { alertname: 'Lag grows', partition: '3', signal: 'traces' }, false],
  ['a part of it', { alertname: 'Stands still', partition: '3' }, false],
])('%s', (_, labels, expected) => expect(isAddressed(alert, alertAddress(labels))).toBe(expected));

test.each(['', '{', 'null', '7', '[]'])('an address that is none: %s', (address) =>
  expect(isAddressed(alert, address)).toBe(false)
);
