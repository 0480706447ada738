import { type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';
import { sceneGraph, type SceneObject } from '@grafana/scenes';

type Format = Parameters<typeof sceneGraph.interpolate>[3];

/** As Grafana's: the scene travels in scopedVars (or is the active one) and interpolates itself. */
export const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace: (target = '', scopedVars, format) => {
    const scene = sceneOf(scopedVars);
    return scene ? sceneGraph.interpolate(scene, target, scopedVars, format as Format) : target;
  },
  containsTemplate: (target) => /\$\{?\w+|\[\[\w+/.test(target ?? ''),
  updateTimeRange: () => {},
};

function sceneOf(scopedVars?: ScopedVars): SceneObject | undefined {
  const travelling: { valueOf(): SceneObject } | undefined = scopedVars?.__sceneObject?.value;
  return travelling?.valueOf() ?? (window.__grafanaSceneContext as SceneObject | undefined);
}
