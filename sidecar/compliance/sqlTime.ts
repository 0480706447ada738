/** A time as ClickHouse reads it in UTC, with milliseconds. @param at ms since 1970 */
export const sqlTime = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');
