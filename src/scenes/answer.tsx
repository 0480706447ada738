import { type DataFrame, LoadingState } from '@grafana/data';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { Alert, LoadingBar } from '@grafana/ui';

import { adviceOn } from './advice';

/** How far the data of a scene object is. While a new answer is on its way, the frames are those of the one before. */
export interface Answer {
  frames: DataFrame[];
  loading: boolean;
  /** What the data source says, when it failed. */
  failure?: string;
}

/** The data that `model` has, as a drawing needs it. */
export function useAnswer(model: SceneObject): Answer {
  const { data } = sceneGraph.getData(model).useState();
  const loading = data === undefined || data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  const failure =
    data?.state === LoadingState.Error
      ? (data.errors?.[0]?.message ?? data.error?.message ?? 'The query failed')
      : undefined;
  return { frames: data?.series ?? [], loading, failure };
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
