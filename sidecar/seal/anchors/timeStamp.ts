import { Integer, ObjectIdentifier, OctetString } from 'asn1js';
import { X509Certificate } from 'node:crypto';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  MessageImprint,
  type SignedAndUnsignedAttributes,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

import { sha256 } from '../canonical';

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TIME_STAMP = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const FOR_TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** PKIStatus of RFC 3161: granted, and granted with changes. */
const GRANTED = [0, 1];

/** A time stamp of RFC 3161 that was checked. */
export interface TimeStamp {
  /** When the authority says that the text was there. ms since 1970. */
  at: number;
  /** The number of the request that it answers, where it repeats one; hexadecimal. */
  nonce?: string;
}

/** What is asked of the authority: a stamp of a text, of which it gets the SHA-256 and nothing else. DER. */
export function timeStampRequest(text: string, nonce: Buffer): Buffer {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
      hashedMessage: new OctetString({ valueHex: bytes(sha256(text)) }),
    }),
    nonce: new Integer({ valueHex: bytes(nonce) }),
    certReq: true,
  });
  return Buffer.from(request.toSchema().toBER(false));
}

/** The token in an answer, DER. @throws Error in words when there is none */
export function tokenOfAnswer(answer: Buffer): Buffer {
  const { status, timeStampToken } = parsed(() => TimeStampResp.fromBER(bytes(answer)), 'The answer is no time stamp');
  if (!GRANTED.includes(status.status) || timeStampToken === undefined) {
    const words = (status.statusStrings ?? []).map(({ valueBlock }) => valueBlock.value).join(' ');
    throw new Error(
      `The authority gave no stamp (status ${status.status}${words === '' ? '' : `: ${words.slice(0, 200)}`}).`
    );
  }
  return Buffer.from(timeStampToken.toSchema().toBER(false));
}

/** The SHA-256 that a token names, whoever has made it; hexadecimal. @throws Error when it is no token */
export function stampedHash(token: Buffer): string {
  const { hashAlgorithm, hashedMessage } = partsOf(token).info.messageImprint;
  if (hashAlgorithm.algorithmId !== SHA_256) {
    throw new Error('The time stamp is not of a SHA-256.');
  }
  return Buffer.from(hashedMessage.valueBlock.valueHexView).toString('hex');
}

/**
 * Checks a token: that it is of this text, was signed by an authority for time stamps, and that one of the roots vouches for
 * that one at the time of the stamp. Whether a certificate was revoked is not asked: it works offline.
 * @param roots certificates, PEM
 * @throws Error in words
 */
export async function readTimeStamp(token: Buffer, text: string, roots: readonly string[]): Promise<TimeStamp> {
  const { signed, info } = partsOf(token);
  if (stampedHash(token) !== sha256(text).toString('hex')) {
    throw new Error('The time stamp is of something else.');
  }
  if (signed.signerInfos.length !== 1 || contentTypeOf(signed.signerInfos[0].signedAttrs) !== TIME_STAMP) {
    throw new Error('The time stamp is not signed in the way of RFC 3161.');
  }
  const verified = await signed
    .verify({
      signer: 0,
      data: bytes(Buffer.from(text, 'utf8')),
      trustedCerts: roots.map((pem) => Certificate.fromBER(bytes(new X509Certificate(pem).raw))),
      checkChain: true,
      extendedMode: true,
    })
    .catch((error: unknown) => {
      throw new Error(
        `The time stamp is not to be trusted: ${error instanceof Error ? error.message : String(error)}.`
      );
    });
  if (verified.signatureVerified !== true || !verified.signerCertificate) {
    throw new Error('The signature of the time stamp is wrong.');
  }
  const signer = new X509Certificate(Buffer.from(verified.signerCertificate.toSchema().toBER(false)));
  if (signer.keyUsage?.includes(FOR_TIME_STAMPING) !== true) {
    throw new Error(`The time stamp was signed with a certificate that is not for time stamps (${signer.subject}).`);
  }
  return {
    at: info.genTime.getTime(),
    ...(info.nonce && { nonce: Buffer.from(info.nonce.valueBlock.valueHexView).toString('hex') }),
  };
}

function partsOf(token: Buffer): { signed: SignedData; info: TSTInfo } {
  return parsed(() => {
    const content = ContentInfo.fromBER(bytes(token));
    const signed = new SignedData({ schema: content.content });
    const { eContentType, eContent } = signed.encapContentInfo;
    if (content.contentType !== SIGNED_DATA || eContentType !== TIME_STAMP || eContent === undefined) {
      throw new Error('another content');
    }
    return { signed, info: TSTInfo.fromBER(eContent.getValue()) };
  }, 'This is no time stamp');
}

const contentTypeOf = (attributes: SignedAndUnsignedAttributes | undefined): string | undefined => {
  const [value] = attributes?.attributes.find(({ type }) => type === CONTENT_TYPE)?.values ?? [];
  return value instanceof ObjectIdentifier ? value.valueBlock.toString() : undefined;
};

function parsed<T>(parse: () => T, words: string): T {
  try {
    return parse();
  } catch {
    throw new Error(`${words} in the form of RFC 3161.`);
  }
}

/** A copy with a buffer of its own: those of Node are parts of larger ones. */
const bytes = (buffer: Uint8Array): ArrayBuffer => Uint8Array.from(buffer).buffer;
