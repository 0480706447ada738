import { SceneControlsSpacer, SceneRefreshPicker, SceneTimePicker, VariableValueSelectors } from '@grafana/scenes';

/** The bar that every page has: its variables on the left, time range and refresh on the right. */
export const pageControls = () => [
  new VariableValueSelectors({}),
  new SceneControlsSpacer(),
  new SceneTimePicker({ isOnCanvas: true }),
  new SceneRefreshPicker({ isOnCanvas: true, withText: true }),
];
