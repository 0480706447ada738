import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, ClipboardButton, Icon, Input, LinkButton, Stack, useStyles2, useTheme2 } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';

import { DownloadButton } from './DownloadButton';
import { formatDuration } from './duration';
import { type ReceivedTrace } from './receivedTrace';
import { writeWindow } from './timeWindow';
import { absolute, auditLink, traceLink } from './traceLinks';
import { type TraceView } from './TraceView';
import { readTraceId } from '../../../queries/trace/traceId';

const number = (value: number) => value.toLocaleString('en-US');
const plural = (count: number, one: string) => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

/** Services that are named with their share of the critical path; the others are counted. */
const SERVICES_NAMED = 6;

/** What the trace was, how long it took and what of, and what can be done with it. */
export function TraceHeader({ model, trace, events }: { model: TraceView; trace: ReceivedTrace; events: number }) {
  const { traceId, span, find, zoom, sql, compare } = model.useState();
  const styles = useStyles2(getStyles);
  const { summary, moment } = trace;
  const { title } = summary;
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <div className={styles.what}>
          <h2 className={styles.title}>
            <bdi>{title.name || '(no name)'}</bdi> <bdi className={styles.faint}>{title.service || '(no service)'}</bdi>
          </h2>
          <p className={styles.facts}>
            <strong>{formatDuration(summary.duration)}</strong>
            {` · ${plural(summary.spans, 'span')} · ${plural(summary.services.length, 'service')} · `}
            {summary.errors > 0 ? (
              <strong className={styles.failed}>
                <Icon name="exclamation-circle" size="sm" className={styles.icon} />
                {plural(summary.errors, 'error')}
              </strong>
            ) : (
              'no errors'
            )}
            {` · ${plural(events, 'audit event')} · ${dateTimeFormat(moment.from, { format: 'YYYY-MM-DD HH:mm:ss.SSS' })}`}
          </p>
        </div>
        <Stack gap={1} wrap="wrap" alignItems="center">
          <ClipboardButton
            size="sm"
            variant="secondary"
            icon="link"
            getText={() =>
              absolute(traceLink(model, traceId, { span, compare, find, zoom: zoom && writeWindow(zoom) }, moment))
            }
          >
            Copy link
          </ClipboardButton>
          <DownloadButton model={model} spans={summary.spans} />
          <LinkButton size="sm" variant="secondary" icon="shield" href={auditLink(model, { search: traceId }, moment)}>
            Audit events
          </LinkButton>
          <Comparing model={model} />
          <sql.Component model={sql} />
        </Stack>
      </div>
      <CriticalServices trace={trace} />
      <Oddities trace={trace} />
    </header>
  );
}

function CriticalServices({ trace: { summary, colorOf } }: { trace: ReceivedTrace }) {
  const { services } = summary;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const named = services.slice(0, SERVICES_NAMED);
  return (
    <ul className={styles.services} aria-label="Services, by their time on the critical path">
      <li className={styles.legend}>
        <span className={styles.critical} /> critical path:
      </li>
      {named.map(({ service, critical, share, errors }) => (
        <li key={service} className={styles.service}>
          <span className={styles.color} style={{ background: colorOf(service, theme) }} />
          <bdi>{service || '(no service)'}</bdi>
          <span className={styles.faint}>
            {[
              critical > 0 && `${formatDuration(critical)} (${Math.round(share * 100)} %)`,
              errors > 0 && plural(errors, 'error'),
            ]
              .filter(Boolean)
              .join(', ')}
          </span>
        </li>
      ))}
      {services.length > named.length && <li className={styles.faint}>and {services.length - named.length} more</li>}
    </ul>
  );
}

/** What is odd about the whole trace, in words. */
function Oddities({ trace: { summary } }: { trace: ReceivedTrace }) {
  const styles = useStyles2(getStyles);
  const texts = [
    summary.orphans > 0 &&
      `${plural(summary.orphans, 'span')} without the parent that ${summary.orphans === 1 ? 'it names' : 'they name'}: it was lost, not sampled, or is still on its way.`,
    summary.skewed > 0 &&
      `${plural(summary.skewed, 'span')} ${summary.skewed === 1 ? 'starts before its parent' : 'start before their parents'}: clocks differ. Times are shown as they were recorded.`,
  ].filter((text) => text !== false);
  return texts.map((text) => (
    <p key={text} className={styles.facts}>
      <Icon name="info-circle" size="sm" /> {text}
    </p>
  ));
}

function Comparing({ model }: { model: TraceView }) {
  const { compare } = model.useState();
  const [isAsking, setAsking] = useState(false);
  if (compare !== undefined) {
    return (
      <Button size="sm" variant="secondary" icon="times" onClick={() => model.compareWith(undefined)}>
        End the comparison
      </Button>
    );
  }
  return isAsking ? (
    <OtherTrace model={model} onDone={() => setAsking(false)} />
  ) : (
    <Button size="sm" variant="secondary" icon="exchange-alt" onClick={() => setAsking(true)}>
      Compare with…
    </Button>
  );
}

function OtherTrace({ model, onDone }: { model: TraceView; onDone: () => void }) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const styles = useStyles2(getStyles);
  // who asked for the field wants to type into it
  useEffect(() => input.current?.focus(), []);
  const read = readTraceId(text);
  const isOther = read.kind === 'traceId' && read.traceId !== model.state.traceId;
  return (
    <form
      className={styles.compare}
      onSubmit={(event) => {
        event.preventDefault();
        if (isOther) {
          onDone();
          model.compareWith(read.traceId);
        }
      }}
    >
      <Input
        ref={input}
        aria-label="Id of the trace to compare with"
        placeholder="Trace id"
        width={38}
        value={text}
        invalid={text !== '' && !isOther}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <Button size="sm" type="submit" disabled={!isOther}>
        Compare
      </Button>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  top: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 2), alignItems: 'flex-start' }),
  what: css({ flex: '1 1 320px', minWidth: 0 }),
  title: css({ ...theme.typography.h4, margin: 0, overflowWrap: 'anywhere' }),
  facts: css({ margin: 0, color: theme.colors.text.secondary }),
  faint: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  failed: css({ color: theme.colors.error.text }),
  icon: css({ marginRight: 4 }),
  services: css({
    listStyle: 'none',
    margin: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  legend: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), color: theme.colors.text.secondary }),
  critical: css({ width: 20, height: 3, background: theme.colors.text.primary }),
  service: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), overflowWrap: 'anywhere' }),
  color: css({ flex: '0 0 auto', width: 10, height: 10, borderRadius: theme.shape.radius.default }),
  compare: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center' }),
});
