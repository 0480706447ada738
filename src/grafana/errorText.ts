interface FetchErrorShape {
  data?: { message?: string; results?: Record<string, { error?: string }> };
  statusText?: string;
}

/** What a failed request says: the data source's own error, Grafana's message, or the error's text. */
export function errorText(error: unknown): string {
  const { data, statusText } = error as FetchErrorShape;
  const fromDataSource = Object.values(data?.results ?? {})[0]?.error;
  const fromCode = error instanceof Error ? error.message : undefined;
  return fromDataSource ?? data?.message ?? fromCode ?? statusText ?? String(error);
}
