/** Bytes as one line that is safe in a terminal: what does not print becomes \xNN. */
export function printable(bytes: Buffer, longest: number): string {
  const text = bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** `otel-telemetry/3/1204`. */
export const placeText = ({
  topic,
  partition,
  offset,
}: {
  topic: string;
  partition: number;
  offset: string | bigint;
}) => `${topic}/${partition}/${offset}`;
