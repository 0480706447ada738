import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { useMemo } from 'react';

import { type Answer, answerOf } from './answer';

/** What the object's query has answered; the same object until there is news. */
export function useAnswer(model: SceneObject): Answer {
  const { data } = sceneGraph.getData(model).useState();
  return useMemo(() => answerOf(data), [data]);
}
