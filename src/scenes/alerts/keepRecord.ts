import { type Effects } from './effects';
import { noteProblem, proofProblem } from './refusals';
import { type AckRecord, tagsOf, textOf } from '../../../queries/alerts/acknowledgement/record';
import { PIPELINE_DASHBOARD_UID } from '../../../queries/alerts/grafana';

/**
 * Keeps what was done as an audit event and as a note for everybody: on the pipeline dashboard, else of the organisation. The
 * event comes first, so that the note can name it. Answers what could not be kept, in words.
 */
export async function keepRecord(
  record: Omit<AckRecord, 'eventId'>,
  folder: string,
  effects: Effects
): Promise<string[]> {
  const problems: string[] = [];
  let eventId = '';
  if (effects.sendEvent) {
    const id = effects.newId();
    try {
      await effects.sendEvent({ ...record, eventId: id });
      eventId = id;
    } catch (error) {
      problems.push(proofProblem(error));
    }
  }
  const kept: AckRecord = { ...record, eventId };
  const time = effects.now();
  const note = { time, timeEnd: Math.max(time, kept.until), text: textOf(kept), tags: tagsOf(kept), data: kept };
  try {
    await effects.writeAnnotation({ ...note, dashboardUid: PIPELINE_DASHBOARD_UID });
  } catch (onDashboard) {
    try {
      await effects.writeAnnotation(note);
    } catch (ofOrganisation) {
      problems.push(noteProblem(onDashboard, ofOrganisation, folder));
    }
  }
  return problems;
}
