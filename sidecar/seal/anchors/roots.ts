import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Certificates that vouch for the authority of time stamps, PEM.
 * @param file with one or more of them
 * @throws Error that says what is wrong with it
 */
export function readRoots(file: string | undefined): string[] {
  if (file === undefined) {
    throw new Error(
      'GIROK_ANCHOR_TSA_ROOTS is not set: the file with the certificates that vouch for GIROK_ANCHOR_TSA.'
    );
  }
  const found = readFileSync(file, 'utf8').match(CERTIFICATE) ?? [];
  try {
    return found.length === 0 ? fail('it has no certificate') : found.map((pem) => new X509Certificate(pem).toString());
  } catch (error) {
    throw new Error(`${file} cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const fail = (words: string): never => {
  throw new Error(words);
};
