import { requestGrafana } from './request';
import { type Wire, wire, wires } from './wire';
import { type Matcher, RULE_UID_LABEL, type Silence, type SilenceToWrite } from '../../queries/alerts/grafana';

const ROOT = '/api/alertmanager/grafana/api/v2';

/** All silences that Grafana still has; expired ones stay for five days. @throws GrafanaError */
export async function readSilences(abortSignal?: AbortSignal): Promise<Silence[]> {
  const answer = await requestGrafana({
    url: `${ROOT}/silences`,
    params: { accesscontrol: 'true', ruleMetadata: 'true' },
    abortSignal,
  });
  return wires(answer).map(silenceOf);
}

function silenceOf(silence: Wire): Silence {
  const state = silence.inner('status').text('state');
  return {
    id: silence.text('id'),
    matchers: silence.all('matchers').map(matcherOf),
    startsAt: silence.text('startsAt'),
    endsAt: silence.text('endsAt'),
    updatedAt: silence.text('updatedAt'),
    createdBy: silence.text('createdBy'),
    comment: silence.text('comment'),
    state: state === 'active' || state === 'pending' ? state : 'expired',
    mayWrite: silence.inner('accessControl').choice('write'),
  };
}

const matcherOf = (matcher: Wire): Matcher => ({
  name: matcher.text('name'),
  value: matcher.text('value'),
  isRegex: matcher.isTrue('isRegex'),
  // an older Alertmanager leaves it out, and means true
  isEqual: matcher.choice('isEqual') ?? true,
});

/**
 * Makes a silence, or changes the one with this id: in place while matchers and start are the same; one that has ended
 * becomes a new silence. Answers the id of the one that holds now.
 * @throws GrafanaError
 */
export async function writeSilence(silence: SilenceToWrite): Promise<string> {
  if (!silence.matchers.some(({ name }) => name === RULE_UID_LABEL)) {
    throw new Error(`A silence without ${RULE_UID_LABEL} would hold back alerts of other rules.`);
  }
  const answer = wire(await requestGrafana({ method: 'POST', url: `${ROOT}/silences`, data: silence }));
  // the wire says silenceID, Grafana's own types say silenceId
  return answer.text('silenceID') || answer.text('silenceId');
}

/** Ends a silence now; one that has ended already stays so. @throws GrafanaError 404 when it is not known any more */
export async function endSilence(id: string): Promise<void> {
  await requestGrafana({ method: 'DELETE', url: `${ROOT}/silence/${encodeURIComponent(id)}` });
}
