import { type SceneObject } from '@grafana/scenes';
import { IconButton, Stack } from '@grafana/ui';

import { shortened } from './shortened';
import { addFilter, valueFilter } from './variables';

interface ValueActionsProps {
  /** An object of the page, for its filters. */
  model: SceneObject;
  /** Filter key of the field. */
  field: string;
  value: string;
  /** What the buttons are called by, when not by field and value. */
  name?: string;
}

/** Include and exclude, beside every value that is shown. */
export function ValueActions({
  model,
  field,
  value,
  name = `${field} ${value === '' ? '(none)' : value}`,
}: ValueActionsProps) {
  const narrow = (isIncluded: boolean) => {
    const filter = valueFilter(isIncluded, value);
    addFilter(model, field, filter.operator, filter.value);
  };
  return (
    <Stack gap={0} alignItems="center">
      <IconButton name="search-plus" size="sm" tooltip={`Include ${shortened(name)}`} onClick={() => narrow(true)} />
      <IconButton name="search-minus" size="sm" tooltip={`Exclude ${shortened(name)}`} onClick={() => narrow(false)} />
    </Stack>
  );
}
