/** The `code` of a Node or chDB error, such as EADDRINUSE. Not by `instanceof`: an error may come from another realm. */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? String(error.code) : undefined;
}
