import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import { sha256Hex } from './canonical';
import { errorCode } from '../errorCode';

/** An Ed25519 key that signs seals and evidence. */
export interface SigningKey {
  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  kid: string;
  publicKey: KeyObject;
  sign(bytes: string | Uint8Array): string;
}

/** Public keys by their id. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

export const keyId = (publicKey: KeyObject): string => sha256Hex(spki(publicKey)).slice(0, 16);

export const publicKeyText = (publicKey: KeyObject): string => spki(publicKey).toString('base64');

/** @throws Error when the text is no Ed25519 public key */
export function publicKeyFromText(text: string): KeyObject {
  return ed25519(createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }));
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`The key is ${key.asymmetricKeyType}, and Ed25519 is wanted: \`girok seal keygen\` makes one.`);
  }
  return key;
}

export function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(ed25519(privateKey));
  return {
    kid: keyId(publicKey),
    publicKey,
    sign: (bytes) => sign(null, Buffer.from(bytes), privateKey).toString('base64'),
  };
}

/** @throws Error that names the file, and what is wrong with it */
export function readSigningKey(file: string): SigningKey {
  return named(file, () => signingKey(createPrivateKey(readFileSync(file, 'utf8'))));
}

/** Public keys of PEM files. @throws Error that names the file, and what is wrong with it */
export function readTrustedKeys(files: readonly string[]): TrustedKeys {
  return new Map(
    files.map((file) => {
      const key = named(file, () => ed25519(createPublicKey(readFileSync(file, 'utf8'))));
      return [keyId(key), key];
    })
  );
}

function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file} cannot be used as a key: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Whether the signature is that of the key over the bytes. Never throws for a signature of another form. One signature has
 * one text: base64 that decodes to the same bytes and is written differently is refused.
 */
export function signed(bytes: string | Uint8Array, signature: string, publicKey: KeyObject): boolean {
  const decoded = Buffer.from(signature, 'base64');
  return decoded.toString('base64') === signature && verify(null, Buffer.from(bytes), publicKey, decoded);
}

/** Writes a new key pair: `file`, readable by its owner alone, and `file.pub`. @throws Error when one of them is there */
export function writeKeyPair(file: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    writeFileSync(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      throw new Error(`${file} or ${file}.pub is there already. A key is never written over: choose another name.`);
    }
    throw error;
  }
  return signingKey(privateKey);
}
