import { canonical, sha256Hex } from './canonical';
import { type Seal, sealPayloadSchema } from './sealPayload';

/** A seal from the text that was signed, or what is wrong with the text. The signature is not looked at here. */
export function parseSeal(text: string, signature: string): { seal: Seal } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'its text is no JSON' };
  }
  const version = (value as { v?: unknown } | null)?.v;
  if (version !== 1) {
    return {
      problem: `it is of version ${JSON.stringify(version)?.slice(0, 20)}, and this girok knows version 1 only`,
    };
  }
  const parsed = sealPayloadSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `its text is not that of a seal (${issue.path.join('.') || 'kind'}: ${issue.message})` };
  }
  if (canonical(parsed.data) !== text) {
    return { problem: 'its text is not written in the canonical way' };
  }
  return { seal: { payload: parsed.data, text, hash: sha256Hex(text), signature } };
}
