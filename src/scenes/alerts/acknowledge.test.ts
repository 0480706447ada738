import { acknowledge, type AckPlace, extend, recordLater, unacknowledge } from './acknowledge';
import { type Effects } from './effects';
import { SilenceRefused, SilenceStore } from '../../../embedded/grafana/alerting/silenceStore';
import { type BoardAlert } from '../../../queries/alerts/acknowledgement/alertBoard';
import { keyOf, matchersOf } from '../../../queries/alerts/acknowledgement/identity';
import { commentOf, markOf } from '../../../queries/alerts/acknowledgement/mark';
import { type AckRecord, recordOf } from '../../../queries/alerts/acknowledgement/record';
import { type Silence } from '../../../queries/alerts/grafana';
import { type AnnotationToWrite } from '../../grafana/annotations';
import { GrafanaError } from '../../grafana/request';

const HOUR = 3_600_000;
const IDENTITY = { partition: '3', signal: 'traces' };

/** A Grafana that keeps its rules for silences, and refuses what the test wants. */
let now: number;
let store: SilenceStore;
let notes: AnnotationToWrite[];
let events: AckRecord[];
let refusing: Partial<Record<'silence' | 'dashboard' | 'organisation' | 'event', GrafanaError>>;
let effects: Effects;

const asGrafana = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw error instanceof SilenceRefused ? new GrafanaError(error.status, error.message) : error;
  }
};
const refuse = (what: keyof typeof refusing) => {
  const error = refusing[what];
  if (error) {
    throw error;
  }
};

const silences = (): Silence[] =>
  store.all().map((one) => ({ ...one, state: store.stateOf(one), mayWrite: true }) satisfies Silence);

beforeEach(() => {
  now = Date.parse('2026-11-25T12:00:00Z');
  store = new SilenceStore(() => now);
  notes = [];
  events = [];
  refusing = {};
  let ids = 0;
  effects = {
    readSilences: async () => silences(),
    writeSilence: async (silence) => {
      refuse('silence');
      return asGrafana(() =>
        store.write({ ...silence, matchers: silence.matchers.map((matcher) => ({ ...matcher })) })
      );
    },
    endSilence: async (id) => {
      refuse('silence');
      asGrafana(() => store.end(id));
    },
    writeAnnotation: async (note) => {
      refuse(note.dashboardUid === undefined ? 'organisation' : 'dashboard');
      return notes.push(note);
    },
    sendEvent: async (record) => {
      refuse('event');
      events.push(record);
    },
    login: 'eve',
    now: () => now,
    newId: () => `event-${++ids}`,
  };
});

const alert = (over: Partial<BoardAlert> = {}): BoardAlert => ({
  key: keyOf('girok-stalled', IDENTITY),
  ruleUid: 'girok-stalled',
  title: 'Stands still',
  folder: 'Girok',
  severity: 'critical',
  runbook: '',
  repeats: '30m',
  identity: IDENTITY,
  summary: '',
  state: 'Alerting',
  since: now - HOUR,
  value: 40,
  place: 'firing',
  acknowledgements: [],
  silencedBy: [],
  ...over,
});

const active = () => silences().filter(({ state }) => state === 'active');
const wish = (over = {}) => ({ until: now + HOUR, note: 'looking', ofRule: false, ...over });

/** The one acknowledgement that is active now, as a page sees it. */
function place(): AckPlace {
  const [silence] = active();
  const mark = markOf(silence.comment);
  if (!mark) {
    throw new Error('there is no acknowledgement');
  }
  return {
    ruleTitle: 'Stands still',
    folder: 'Girok',
    acknowledgement: {
      silence,
      mark,
      ofRule: false,
      at: Date.parse(silence.startsAt),
      until: Date.parse(silence.endsAt),
      by: 'eve',
      isKept: true,
      isProven: true,
    },
  };
}

test('one alert: a silence for exactly it, a note on the dashboard, an audit event', async () => {
  const outcome = await acknowledge(alert(), wish(), effects);
  expect(outcome).toEqual({ done: true, message: 'Acknowledged until 13:00.', problems: [] });
  expect(active()).toMatchObject([
    { matchers: matchersOf('girok-stalled', IDENTITY), endsAt: '2026-11-25T13:00:00.000Z', createdBy: 'eve' },
  ]);
  expect(markOf(active()[0].comment)).toEqual({
    note: 'looking',
    key: alert().key,
    since: '2026-11-25T11:00:00.000Z',
    value: 40,
  });
  expect(events).toMatchObject([{ action: 'acknowledge', silenceId: active()[0].id, labels: IDENTITY }]);
  expect(notes).toMatchObject([
    { dashboardUid: 'girok-pipeline', tags: ['girok-ack', 'acknowledge', 'rule:girok-stalled'] },
  ]);
  // and the note names the event, and is a record again when it is read
  const read = recordOf({ ...notes[0], id: 1, login: 'eve', dashboardUid: '' });
  expect(read).toMatchObject({ eventId: 'event-1', silenceId: active()[0].id, note: 'looking', login: 'eve' });
});

test('the whole rule: its uid alone, and whatever its alerts do', async () => {
  await acknowledge(alert(), wish({ ofRule: true }), effects);
  expect(active()[0].matchers).toEqual(matchersOf('girok-stalled', {}));
  expect(markOf(active()[0].comment)).toMatchObject({ key: 'girok-stalled{}', since: '', value: null });
});

test('without a sidecar there is no event, and nobody misses it', async () => {
  const outcome = await acknowledge(alert(), wish(), { ...effects, sendEvent: undefined });
  expect(outcome.problems).toEqual([]);
  expect(notes[0].data).toMatchObject({ eventId: '' });
});

test('two people at once: the second is told who was faster, and changes nothing', async () => {
  await acknowledge(alert(), wish(), { ...effects, login: 'bob' });
  const outcome = await acknowledge(alert(), wish({ until: now + 4 * HOUR }), effects);
  expect(outcome).toMatchObject({ done: false, message: expect.stringContaining('bob was faster') });
  expect(active()).toHaveLength(1);
  expect(notes).toHaveLength(1);
});

test('one that is open again is acknowledged anew: the new silence is there before the old one ends', async () => {
  await acknowledge(alert(), wish(), effects);
  const old = place().acknowledgement;
  const order: string[] = [];
  await acknowledge(alert({ acknowledgements: [old], since: now - 60_000 }), wish(), {
    ...effects,
    writeSilence: async (silence) => {
      order.push('made');
      return effects.writeSilence(silence);
    },
    endSilence: async (id) => {
      order.push(`ended ${id}`);
      return effects.endSilence(id);
    },
  });
  expect(order).toEqual(['made', `ended ${old.silence.id}`]);
  expect(active()).toHaveLength(1);
  expect(markOf(active()[0].comment)?.since).toBe('2026-11-25T11:59:00.000Z');
});

test('refused: nothing is written, and the right that is missing is named', async () => {
  refusing.silence = new GrafanaError(403, "You'll need additional permissions");
  const outcome = await acknowledge(alert(), wish(), effects);
  expect(outcome).toMatchObject({
    done: false,
    message: expect.stringMatching(/alert\.silences:create on the folder "Girok"/),
  });
  expect([notes, events]).toEqual([[], []]);
});

test('Grafana does not answer', async () => {
  refusing.silence = new GrafanaError(0, 'network');
  expect(await acknowledge(alert(), wish(), effects)).toMatchObject({
    done: false,
    message: 'Grafana does not answer: network',
  });
});

describe('partly', () => {
  test('no dashboard: the note is one of the organisation', async () => {
    refusing.dashboard = new GrafanaError(500, 'Error while checking annotation permissions');
    expect(await acknowledge(alert(), wish(), effects)).toMatchObject({ done: true, problems: [] });
    expect(notes.map(({ dashboardUid }) => dashboardUid)).toEqual([undefined]);
  });

  test.each([
    [403, /annotations:create on the dashboards of the folder "Girok"/],
    [500, /pipeline dashboard is not in Grafana/],
  ])('no note at all (%i on the dashboard): it is acknowledged, and told', async (status, words) => {
    refusing.dashboard = new GrafanaError(status, 'no');
    refusing.organisation = new GrafanaError(403, 'no');
    const outcome = await acknowledge(alert(), wish(), effects);
    expect(outcome).toMatchObject({ done: true, problems: [expect.stringMatching(words)] });
    expect(active()).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  test('no event: told, and the note says that there is none', async () => {
    refusing.event = new GrafanaError(502, 'Nothing answers');
    const outcome = await acknowledge(alert(), wish(), effects);
    expect(outcome.problems).toEqual([expect.stringMatching(/No audit event was stored: girok serve was not reached/)]);
    expect(notes[0].data).toMatchObject({ eventId: '' });
  });

  test('healed later, by whoever looks', async () => {
    refusing.event = new GrafanaError(503, 'ClickHouse did not store the event');
    await acknowledge(alert(), wish(), effects);
    const still = await recordLater(place(), effects);
    expect(still).toMatchObject({ done: false, problems: [expect.stringContaining('ClickHouse did not store')] });
    refusing = {};
    expect(await recordLater(place(), { ...effects, login: 'bob' })).toMatchObject({ done: true, problems: [] });
    expect(events).toMatchObject([{ action: 'record', note: 'looking', silenceId: active()[0].id, labels: IDENTITY }]);
    expect(notes.at(-1)?.data).toMatchObject({ action: 'record', eventId: expect.stringMatching(/^event-/) });
  });
});

describe('extending', () => {
  test('moves the end of the same silence, and keeps note and firing', async () => {
    await acknowledge(alert(), wish(), effects);
    const { id } = active()[0];
    const outcome = await extend(place(), { until: now + 3 * HOUR, note: '' }, effects);
    expect(outcome).toEqual({ done: true, message: 'Extended until 15:00.', problems: [] });
    expect(active()).toMatchObject([{ id, endsAt: '2026-11-25T15:00:00.000Z' }]);
    expect(markOf(active()[0].comment)).toMatchObject({ note: 'looking', since: '2026-11-25T11:00:00.000Z' });
    expect(events.map(({ action }) => action)).toEqual(['acknowledge', 'extend']);
  });

  test('somebody has un-acknowledged it meanwhile: it is not brought back', async () => {
    await acknowledge(alert(), wish(), effects);
    const seen = place();
    now += 1000;
    store.end(seen.acknowledgement.silence.id);
    const outcome = await extend(seen, { until: now + 3 * HOUR, note: '' }, effects);
    expect(outcome).toMatchObject({ done: false, message: expect.stringContaining('ended it meanwhile') });
    expect(active()).toEqual([]);
  });

  test('somebody has extended it further meanwhile: it is not shortened', async () => {
    await acknowledge(alert(), wish(), effects);
    const seen = place();
    await extend(seen, { until: now + 5 * HOUR, note: 'bob' }, effects);
    const outcome = await extend(seen, { until: now + 2 * HOUR, note: '' }, effects);
    expect(outcome).toMatchObject({ done: false, message: expect.stringContaining('It holds until 17:00 already') });
    expect(active()).toMatchObject([{ endsAt: '2026-11-25T17:00:00.000Z' }]);
  });
});

describe('un-acknowledging', () => {
  const byHand = { action: 'unacknowledge', note: '' } as const;

  test('ends the silence and says so', async () => {
    await acknowledge(alert(), wish(), effects);
    expect(await unacknowledge([place()], byHand, effects)).toMatchObject({ done: true, problems: [] });
    expect(active()).toEqual([]);
    expect(events.map(({ action }) => action)).toEqual(['acknowledge', 'unacknowledge']);
    expect(notes.at(-1)).toMatchObject({ time: now, timeEnd: now });
  });

  test('all that hold it back, or it would stay silent', async () => {
    const mark = { note: 'x', key: alert().key, since: '', value: null };
    const [one, two] = ['eve', 'bob'].map((createdBy) =>
      store.write({
        matchers: matchersOf('girok-stalled', IDENTITY),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + HOUR).toISOString(),
        createdBy,
        comment: commentOf(mark),
      })
    );
    const base = place();
    const places = [one, two].map((id) => ({
      ...base,
      acknowledgement: { ...base.acknowledgement, silence: { ...base.acknowledgement.silence, id } },
    }));
    await unacknowledge(places, byHand, effects);
    expect(active()).toEqual([]);
  });

  test('somebody was faster: nothing to do, and no second note', async () => {
    await acknowledge(alert(), wish(), effects);
    const seen = place();
    now += 1000;
    store.end(seen.acknowledgement.silence.id);
    expect(await unacknowledge([seen], byHand, effects)).toMatchObject({
      done: true,
      message: 'It had been ended already.',
    });
    expect(notes).toHaveLength(1);
  });

  test('refused', async () => {
    await acknowledge(alert(), wish(), effects);
    refusing.silence = new GrafanaError(403, 'no');
    expect(await unacknowledge([place()], byHand, effects)).toMatchObject({ done: false });
    expect(active()).toHaveLength(1);
  });
});
