import { type Account } from './account';
import { type Signal, SIGNALS } from '../embedded/kafka/pipeline';

/** Every record that the broker acknowledged is stored once, and nothing else is. */
export function expectStoredOnce(accounts: Record<Signal, Account>): void {
  for (const signal of SIGNALS) {
    expect({ signal, ...accounts[signal] }).toMatchObject({ signal, lost: [], twice: [], strange: [] });
    expect(accounts[signal].stored).toBeGreaterThan(0);
  }
}

/** What `girok ledger check` says: no gap anywhere. */
export function expectComplete(ledger: string[]): void {
  expect(ledger).not.toEqual([]);
  expect(ledger.filter((line) => !line.includes(' complete: '))).toEqual([]);
}
