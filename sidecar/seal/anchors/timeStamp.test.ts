import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ContentInfo, SignedData } from 'pkijs';

import { rfc3161Anchor } from './rfc3161Anchor';
import { readTimeStamp, stampedHash, tokenOfAnswer } from './timeStamp';
import { hasOpenssl, type TimeStampAuthority, timeStampAuthority } from './timeStampAuthorityForTest';
import { sha256Hex } from '../canonical';

const TEXT = '{"a":"seal"}';
const LINE = {
  girok: 'seal' as const,
  chain: 'chain',
  seq: 3,
  hash: sha256Hex(TEXT),
  kid: 'f'.repeat(16),
  sealedAt: '',
};

// OpenSSL is the authority here; without it there is none to ask
(hasOpenssl() ? describe : describe.skip)('a time stamp of RFC 3161', () => {
  let authority: TimeStampAuthority;
  let other: TimeStampAuthority;
  const file = (name: string) => path.join(authority.folder, name);
  const keep = (text = TEXT) => rfc3161Anchor(authority.url, [authority.roots]).keep(LINE, text);

  beforeAll(async () => {
    authority = await timeStampAuthority();
    other = await timeStampAuthority();
  });
  afterAll(async () => {
    await authority?.close();
    await other?.close();
  });
  beforeEach(() => authority.answerWith(undefined));

  test('is of the time, is checked offline, and OpenSSL finds it right, too, with the hash of the seal alone', async () => {
    const [before, token] = [Math.floor(Date.now() / 1000) * 1000, Buffer.from(await keep(), 'base64')];
    const { at } = await readTimeStamp(token, TEXT, [other.roots, authority.roots]);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    writeFileSync(file('token.der'), token);
    expect(
      authority.openssl(...`ts -verify -digest ${LINE.hash} -token_in -in token.der -CAfile root.pem`.split(' '))
    ).toContain('Verification: OK');
  });

  test('names the hash of the seal and no word of it', async () => {
    let asked: Buffer = Buffer.alloc(0);
    authority.answerWith((query, real) => {
      asked = query;
      return { body: real };
    });
    expect(stampedHash(Buffer.from(await keep(), 'base64'))).toBe(LINE.hash);
    expect(asked.includes(Buffer.from(LINE.hash, 'hex'))).toBe(true);
    expect(asked.includes(Buffer.from(TEXT))).toBe(false);
  });

  test.each<[string, (token: Buffer) => Promise<unknown>, RegExp]>([
    ['of another text', (token) => readTimeStamp(token, `${TEXT} `, [authority.roots]), /is of something else/],
    ['of another authority', (token) => readTimeStamp(token, TEXT, [other.roots]), /not to be trusted/],
    ['with no root at all', (token) => readTimeStamp(token, TEXT, []), /not to be trusted/],
    ['cut off', (token) => readTimeStamp(token.subarray(0, 200), TEXT, [authority.roots]), /no time stamp in the form/],
    ['of nothing', () => readTimeStamp(Buffer.alloc(0), TEXT, [authority.roots]), /no time stamp in the form/],
  ])('%s is refused', async (_, read, words) => {
    await expect(read(Buffer.from(await keep(), 'base64'))).rejects.toThrow(words);
  });

  test('is refused whichever byte of its content, its signed attributes or its signature is changed', async () => {
    const token = Buffer.from(await keep(), 'base64');
    const signed = new SignedData({ schema: ContentInfo.fromBER(Uint8Array.from(token).buffer).content });
    const [{ signedAttrs, signature }] = signed.signerInfos;
    const parts = [
      signed.encapContentInfo.eContent!.getValue(),
      // its tag is another one than in the token
      signedAttrs!.encodedValue.slice(1),
      signature.valueBlock.valueHexView.slice(),
    ].map((part) => Buffer.from(new Uint8Array(part)));
    for (const part of parts) {
      const from = token.indexOf(part);
      expect(from).toBeGreaterThan(0);
      for (let at = from; at < from + part.length; at += 7) {
        const changed = Buffer.from(token);
        changed[at] ^= 1;
        await expect(readTimeStamp(changed, TEXT, [authority.roots])).rejects.toThrow();
      }
    }
  });

  test('with a certificate of the same root that is not for time stamps is refused', async () => {
    const token = Buffer.from(await keep(), 'base64');
    const signed = new SignedData({ schema: ContentInfo.fromBER(Uint8Array.from(token).buffer).content });
    writeFileSync(file('info.der'), Buffer.from(signed.encapContentInfo.eContent!.getValue()));
    authority.openssl(
      ...'cms -sign -binary -nodetach -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in info.der -signer other.pem -inkey other.key -certfile root.pem -outform DER -out forged.der'.split(
        ' '
      )
    );
    await expect(readTimeStamp(readFileSync(file('forged.der')), TEXT, [authority.roots])).rejects.toThrow(
      /not for time stamps \(CN=other\)/
    );
  });

  test.each<[string, Parameters<TimeStampAuthority['answerWith']>[0], RegExp]>([
    ['an error', () => ({ status: 500, body: Buffer.from('no') }), /gave no time stamp: HTTP 500 no/],
    ['no time stamp', () => ({ body: Buffer.from('hello') }), /The answer is no time stamp/],
    ['a great deal', () => ({ body: Buffer.alloc(2_000_000) }), /answers with more than a time stamp/],
    [
      'a stamp of the same text from before',
      (() => {
        let first: Buffer | undefined;
        return (_query: Buffer, real: Buffer) => ({ body: (first ??= real) });
      })(),
      /answer to another request/,
    ],
  ])('an authority that answers %s kept nothing', async (_, answer, words) => {
    authority.answerWith(answer);
    await keep().catch(() => undefined);
    await expect(keep()).rejects.toThrow(words);
  });

  test('a refusal says why', async () => {
    // an algorithm that the authority does not know
    authority.openssl(...'ts -query -data tsa.cnf -sha512 -out bad.tsq'.split(' '));
    authority.openssl(...'ts -reply -config tsa.cnf -queryfile bad.tsq -out bad.tsr'.split(' '));
    expect(() => tokenOfAnswer(readFileSync(file('bad.tsr')))).toThrow(/gave no stamp \(status 2/);
  });
});
