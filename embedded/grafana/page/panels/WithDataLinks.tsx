import { type FieldDisplay } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import { type MouseEventHandler, type ReactElement } from 'react';

interface Target {
  openMenu?: MouseEventHandler<HTMLElement>;
  targetClassName?: string;
}

interface Props {
  value: FieldDisplay;
  children: (target: Target) => ReactElement;
}

/** Gives a value the menu of its data links, when it has any. */
export function WithDataLinks({ value, children }: Props) {
  const { getLinks, hasLinks } = value;
  if (!hasLinks || !getLinks) {
    return children({});
  }
  return (
    <DataLinksContextMenu links={getLinks}>
      {({ openMenu, targetClassName }) => children({ openMenu, targetClassName })}
    </DataLinksContextMenu>
  );
}
