import { type NavModelItem } from '@grafana/data';
import { createContext, useContext, useEffect } from 'react';

/** Height of the top bar in pixels; plugins ask for it to place sticky controls. Source: Grafana's TOP_BAR_LEVEL_HEIGHT. */
export const TOP_BAR_HEIGHT = 40;

/** Width of the open menu in pixels. Source: Grafana's MEGA_MENU_WIDTH. */
export const MENU_WIDTH = '300px';

interface Chrome {
  setPageNav(pageNav: NavModelItem | undefined): void;
}

export const ChromeContext = createContext<Chrome>({ setPageNav: () => {} });

/** Tells the frame which page is shown, for breadcrumbs and the document's title. */
export function usePageNav(pageNav: NavModelItem | undefined): void {
  const { setPageNav } = useContext(ChromeContext);
  useEffect(() => {
    setPageNav(pageNav);
    return () => setPageNav(undefined);
  }, [pageNav, setPageNav]);
}
