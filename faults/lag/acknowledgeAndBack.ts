import { alertName } from './alertName';
import { PREVIEW_USERS } from '../../embedded/grafana/previewUsers';
import { type AlertBoard, alertBoard, type BoardAlert } from '../../queries/alerts/acknowledgement/alertBoard';
import { acknowledge, extend, unacknowledge } from '../../src/scenes/alerts/acknowledge';
import { effectsOf } from '../../src/scenes/alerts/effects';
import { readAlerts } from '../../src/scenes/alerts/readAlerts';

const HOUR_MS = 3_600_000;
const NOTE = 'we look at it';
/** Whom the stand-in takes everybody for who does not say otherwise. */
const LOGIN = PREVIEW_USERS[0].login;

const board = async (): Promise<AlertBoard> => alertBoard(await readAlerts(), Date.now());
const nameOf = ({ ruleUid, identity }: BoardAlert) => alertName(ruleUid, identity);

/** What the Alerts tab shows, by names of alerts. */
async function shown() {
  const { firing, acknowledged, silenced, pending } = await board();
  return {
    firing: firing.map(nameOf).sort(),
    acknowledged: acknowledged.map(nameOf).sort(),
    others: [...silenced, ...pending].map(nameOf),
  };
}

/**
 * Every alert that fires is acknowledged, extended and un-acknowledged with what the app's own dialogs call, over HTTP.
 * @returns names of the alerts that went round
 */
export async function acknowledgeAndBack(): Promise<string[]> {
  const effects = effectsOf(LOGIN, false);
  const before = await shown();
  const until = Date.now() + HOUR_MS;
  for (const alert of (await board()).firing) {
    expect(await acknowledge(alert, { until, note: NOTE, ofRule: false }, effects)).toMatchObject({
      done: true,
      problems: [],
    });
  }
  expect(await shown()).toEqual({ ...before, firing: [], acknowledged: before.firing });
  const places = (await board()).acknowledged.map(({ title, folder, acknowledgements: [acknowledgement] }) => ({
    ruleTitle: title,
    folder,
    acknowledgement,
  }));
  for (const { acknowledgement } of places) {
    expect(acknowledgement).toMatchObject({ until, by: LOGIN, isKept: true, mark: { note: NOTE } });
  }
  for (const place of places) {
    expect(await extend(place, { until: until + HOUR_MS, note: '' }, effects)).toMatchObject({
      done: true,
      problems: [],
    });
  }
  const extended = (await board()).acknowledged.map(({ acknowledgements }) => acknowledgements[0].until);
  expect(extended).toEqual(places.map(() => until + HOUR_MS));
  expect(await unacknowledge(places, { action: 'unacknowledge', note: '' }, effects)).toMatchObject({
    done: true,
    problems: [],
  });
  expect(await shown()).toEqual(before);
  return before.firing;
}
