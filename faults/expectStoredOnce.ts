import { SIGNALS } from '../embedded/kafka/pipeline';
import { type Settlement } from './faultPipeline';

/** Every record that the broker acknowledged is stored once, nothing else is, and the ledger has no gap. */
export function expectStoredOnce({ accounts, ledger }: Settlement): void {
  for (const signal of SIGNALS) {
    expect(accounts[signal].acknowledged).toBeGreaterThan(0);
    expect({ signal, ...accounts[signal] }).toMatchObject({ signal, lost: [], twice: [], strange: [] });
  }
  expect(ledger).not.toEqual([]);
  expect(ledger.filter((line) => !line.includes(' complete: '))).toEqual([]);
}
