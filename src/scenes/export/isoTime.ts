/** ISO 8601 in UTC to the nanosecond. @param nanoseconds since 1970 */
export function isoTime(nanoseconds: bigint): string {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  const second = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  return `${second}.${fraction}Z`;
}
