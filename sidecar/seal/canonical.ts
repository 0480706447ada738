import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/**
 * Canonical JSON (RFC 8785): the same bytes for the same value wherever it is written, so that it can be hashed and signed.
 * @throws Error for what JSON has no text for
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new Error('This has no canonical JSON.');
  }
  return text;
}

export const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

export const sha256Hex = (bytes: string | Uint8Array): string => sha256(bytes).toString('hex');

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const hashOf = (value: unknown): string => sha256Hex(canonical(value));
