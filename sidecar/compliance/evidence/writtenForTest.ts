/** For tests: everything that a writer yields, and what it returns. */
export async function writtenForTest<T>(
  writer: AsyncGenerator<Uint8Array, T>
): Promise<{ bytes: Uint8Array; value: T }> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const step = await writer.next();
    if (step.done) {
      return { bytes: Buffer.concat(pieces), value: step.value };
    }
    pieces.push(step.value);
  }
}
