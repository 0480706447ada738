import { type AckRecord } from '../../../queries/alerts/acknowledgement/record';
import { type Silence } from '../../../queries/alerts/grafana';
import { sendAcknowledgementEvent } from '../../grafana/acknowledgementEvents';
import { type AnnotationToWrite, writeAnnotation } from '../../grafana/annotations';
import { endSilence, readSilences, writeSilence } from '../../grafana/silences';

/** What acknowledging does outside of the page. */
export interface Effects {
  readSilences(): Promise<Silence[]>;
  writeSilence: typeof writeSilence;
  endSilence: typeof endSilence;
  writeAnnotation: (annotation: AnnotationToWrite) => Promise<number>;
  /** Undefined: no sidecar is configured, so there is no audit event and nobody misses it. */
  sendEvent?: (record: AckRecord) => Promise<void>;
  login: string;
  now: () => number;
  newId: () => string;
}

export const effectsOf = (login: string, hasSidecar: boolean): Effects => ({
  readSilences,
  writeSilence,
  endSilence,
  writeAnnotation,
  sendEvent: hasSidecar ? sendAcknowledgementEvent : undefined,
  login,
  now: () => Date.now(),
  newId,
});

/** crypto.randomUUID is not there on pages that came over plain HTTP. */
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
