import { ATTRIBUTE_PREFIX, fieldSet, RESOURCE_PREFIX } from '../fields';

/** What the points of metrics can be filtered and broken down by. */
export const METRIC_FIELDS = fieldSet({
  signal: 'metrics',
  columns: { service: 'ServiceName', scope: 'ScopeName' },
  maps: { [ATTRIBUTE_PREFIX]: 'Attributes', [RESOURCE_PREFIX]: 'ResourceAttributes' },
  withoutMenu: [],
});
