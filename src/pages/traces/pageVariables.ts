import { sceneGraph, type SceneObject } from '@grafana/scenes';

import { SelectionVariable } from './SelectionVariable';
import { SpanKindsVariable } from './SpanKindsVariable';
import { and, grafanaVariable, type Sql } from '../../../queries/sql';
import { SPAN_FIELDS } from '../../../queries/traces/fields';
import { SPAN_KINDS } from '../../../queries/traces/scope';
import { isSelected } from '../../../queries/traces/selection';
import { currentCondition } from '../../scenes/currentScope';
import { VARIABLES } from '../../scenes/variables';

/** Variables that only this page has. */
export const TRACES_VARIABLES = { kinds: 'spans', selection: 'selection' } as const;

/** What the page is narrowed to: scope switch, filters and search. */
export const MATCHING: Sql = and(
  [TRACES_VARIABLES.kinds, VARIABLES.filters, VARIABLES.search].map((name) => grafanaVariable(name))
);

/** The same, and the box on the heatmap. */
export const SELECTED: Sql = and([MATCHING, grafanaVariable(TRACES_VARIABLES.selection)]);

/** The scope switch of the page that `object` is on. @throws Error on a page without one */
export function spanKindsOf(object: SceneObject): SpanKindsVariable {
  const variable = sceneGraph.lookupVariable(TRACES_VARIABLES.kinds, object);
  if (!(variable instanceof SpanKindsVariable)) {
    throw new Error('This page has no scope switch');
  }
  return variable;
}

/** The box on the heatmap of the page that `object` is on. @throws Error on a page without a heatmap */
export function selectionOf(object: SceneObject): SelectionVariable {
  const variable = sceneGraph.lookupVariable(TRACES_VARIABLES.selection, object);
  if (!(variable instanceof SelectionVariable)) {
    throw new Error('This page has no heatmap');
  }
  return variable;
}

/** What `SELECTED` means now, for queries that are asked outside of the page's own. */
export const currentSelected = (object: SceneObject): Sql =>
  and([
    SPAN_KINDS[spanKindsOf(object).state.kinds].condition,
    currentCondition(object, SPAN_FIELDS),
    isSelected(selectionOf(object).state.selection ?? {}),
  ]);
