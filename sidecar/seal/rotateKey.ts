import { type ClickHouseClient } from '@clickhouse/client';

import { publicKeyText, type SigningKey } from './keys';
import { makeSeal } from './makeSeal';
import { parseSeal } from './parseSeal';
import { keyChangeText, type Seal } from './sealPayload';
import { askRows, readSeals, storeSeals } from './sealStore';

/** The last seal of the chain. @throws Error when there is none, or it cannot be read */
export async function readHead(client: ClickHouseClient): Promise<Seal> {
  const last = (await readSeals(client)).at(-1);
  if (last === undefined) {
    throw new Error('There is no chain yet: `girok seal run` begins one.');
  }
  const parsed = parseSeal(last.payload, last.signature);
  if ('problem' in parsed) {
    throw new Error(`Seal ${last.seq} cannot be continued: ${parsed.problem}. \`girok verify\` says more.`);
  }
  return parsed.seal;
}

/** Lets another key sign from here on: a record that both keys sign. @throws Error when the old key is not the one that signs */
export async function rotateKey(client: ClickHouseClient, key: SigningKey, next: SigningKey): Promise<Seal> {
  const head = await readHead(client);
  const { chain, seq, kid } = head.payload;
  if (head.payload.kind === 'keychange' ? head.payload.nextKey !== publicKeyText(key.publicKey) : kid !== key.kid) {
    throw new Error(
      `The chain is signed by another key than ${key.kid}: GIROK_SEAL_KEY must be the one that signs now.`
    );
  }
  const nextKey = publicKeyText(next.publicKey);
  const seal = makeSeal(
    chain,
    head,
    {
      kind: 'keychange',
      sealedAt: new Date().toISOString(),
      server: await versionOf(client),
      nextKey,
      nextSignature: next.sign(keyChangeText(chain, seq + 1, head.hash, nextKey)),
    },
    key
  );
  await storeSeals(client, [seal]);
  return seal;
}

export const versionOf = async (client: ClickHouseClient): Promise<string> =>
  (await askRows<{ version: string }>(client, 'SELECT version() AS version'))[0].version;
