import { config } from '@grafana/runtime';
import { useSyncExternalStore } from 'react';

/** What one user has chosen for good, such as columns; kept in this browser. */
export interface Preference<T> {
  read(): T;
  write(value: T): void;
  /** Calls `listener` after each write. Returns how to end it. */
  subscribe(listener: () => void): () => void;
}

/** Who shares a browser does not share choices: the key has the user's id. */
const storageKey = (name: string) => {
  const { uid, id } = config.bootData.user;
  return `girok.${uid || id}.${name}`;
};

/**
 * A choice that is remembered. `parse` turns what was stored (undefined when nothing was, or somebody edited it) into a
 * value that can be used. Where the browser stores nothing, the choice lasts until the page is closed.
 */
export function preference<T>(name: string, parse: (stored: unknown) => T): Preference<T> {
  const listeners = new Set<() => void>();
  let kept: { text: string | null; value: T } | undefined;
  return {
    read() {
      const text = stored(storageKey(name));
      // the same object as long as nothing changed: React compares
      if (!kept || (text !== null && kept.text !== text)) {
        kept = { text, value: parse(text === null ? undefined : parsed(text)) };
      }
      return kept.value;
    },
    write(value) {
      const text = JSON.stringify(value);
      kept = { text, value };
      store(storageKey(name), text);
      listeners.forEach((listener) => listener());
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value of a preference in a component, and how to change it. */
export function usePreference<T>({ read, write, subscribe }: Preference<T>): [T, (value: T) => void] {
  return [useSyncExternalStore(subscribe, read), write];
}

/** A list of texts; those that `isKnown` refuses are left out. Nothing stored is `otherwise`. */
export const textsOr =
  <T extends string>(otherwise: readonly T[], isKnown: (text: string) => text is T) =>
  (value: unknown): readonly T[] =>
    Array.isArray(value) ? value.filter((one): one is T => typeof one === 'string' && isKnown(one)) : otherwise;

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // storage is switched off
    return null;
  }
}

function store(key: string, text: string) {
  try {
    localStorage.setItem(key, text);
  } catch {
    // full or switched off: the choice lasts as long as the page
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
