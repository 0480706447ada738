import { type SceneObject } from '@grafana/scenes';
import { Button } from '@grafana/ui';

import { addFilter } from '../../scenes/variables';

/** Two buttons that narrow the page to a value, or take it out. */
export function IncludeExclude({ model, field, value }: { model: SceneObject; field: string; value: string }) {
  const button = (operator: '=' | '!=', icon: 'search-plus' | 'search-minus', tooltip: string, label: string) => (
    <Button
      size="sm"
      fill="text"
      variant="secondary"
      icon={icon}
      tooltip={tooltip}
      aria-label={`${label} ${field} ${value}`}
      onClick={() => addFilter(model, field, operator, value)}
    />
  );
  return (
    <>
      {button('=', 'search-plus', 'Only with this value', 'Include')}
      {button('!=', 'search-minus', 'Without this value', 'Exclude')}
    </>
  );
}
