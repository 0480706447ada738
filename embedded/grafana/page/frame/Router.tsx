import { locationService } from '@grafana/runtime';
import { type ComponentProps, type ReactNode, useLayoutEffect, useState } from 'react';
import { type Location, type NavigationType, Router as BaseRouter } from 'react-router-dom';

type BaseProps = ComponentProps<typeof BaseRouter>;

/** The part of a history v4 that a router needs; the package has no types of its own. */
interface History {
  location: Location;
  action: NavigationType;
  listen(listener: (location: Location, action: NavigationType) => void): () => void;
}

/** react-router 6 over Grafana's locationService, whose history is v4 (its listener takes two arguments, not one object). */
export function Router({ children }: { children: ReactNode }) {
  const history: History = locationService.getHistory();
  const [{ location, action }, setState] = useState({ location: history.location, action: history.action });
  useLayoutEffect(() => history.listen((location, action) => setState({ location, action })), [history]);
  return (
    <BaseRouter navigator={history as unknown as BaseProps['navigator']} location={location} navigationType={action}>
      {children}
    </BaseRouter>
  );
}
