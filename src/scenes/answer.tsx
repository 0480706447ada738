import { type DataFrame } from '@grafana/data';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { Alert, LoadingBar } from '@grafana/ui';

import { adviceOn } from './advice';
import { type Progress, progressOf } from './progress';

/** The data of a scene object. While a new answer is on its way, the frames are those of the one before. */
export interface Answer extends Progress {
  frames: DataFrame[];
}

/** The data that `model` has, as a drawing needs it. */
export function useAnswer(model: SceneObject): Answer {
  const { data } = sceneGraph.getData(model).useState();
  return { frames: data?.series ?? [], ...progressOf(data) };
}

/** Progress and failure of an answer, above what is drawn of it. `what` as a sentence begins: "The events". */
export function AnswerState({ answer: { loading, failure }, what }: { answer: Answer; what: string }) {
  return (
    <>
      <div style={{ height: 2, overflow: 'hidden' }}>{loading && <LoadingBar width={400} />}</div>
      {failure !== undefined && (
        <Alert severity="error" title={`${what} could not be read`}>
          {adviceOn(failure)}
        </Alert>
      )}
    </>
  );
}

/** The frame of a question, by its refId. */
export const frameOf = ({ frames }: Answer, refId: string) => frames.find((frame) => frame.refId === refId);
