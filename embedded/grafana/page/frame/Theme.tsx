import { type GrafanaTheme2, ThemeContext } from '@grafana/data';
import { config, getAppEvents, ThemeChangedEvent } from '@grafana/runtime';
import { type ReactNode, useEffect, useState } from 'react';

/** The current theme for everything below; follows ThemeChangedEvent. */
export function Theme({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<GrafanaTheme2>(config.theme2);
  useEffect(() => {
    const subscription = getAppEvents().subscribe(ThemeChangedEvent, ({ payload }) => setTheme(payload));
    return () => subscription.unsubscribe();
  }, []);
  return <ThemeContext.Provider value={theme}>{children}</ThemeContext.Provider>;
}
