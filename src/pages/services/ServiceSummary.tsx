import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { LinkButton, Text, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { serviceOf } from './ServiceVariable';
import { AnswerState, frameOf, useAnswer } from '../../scenes/answer';
import { rowsOfFrame } from '../../scenes/rows';
import { servicesOf } from '../../scenes/services/service';
import { serviceLinkTargets } from '../../scenes/services/serviceLink';
import { summaryOf } from '../../scenes/services/summary';

/** The service in a sentence, what it belongs to, and the ways to what it sent. */
export class ServiceSummary extends SceneObjectBase<SceneObjectState> {
  static Component = ServiceSummaryView;
}

function ServiceSummaryView({ model }: SceneComponentProps<ServiceSummary>) {
  const { service: name } = serviceOf(model).useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { frames, loading } = answer;
  const service = useMemo(() => {
    const rowsOf = (refId: string) => rowsOfFrame(frameOf({ frames, loading: false }, refId));
    return servicesOf(rowsOf('requests'), rowsOf('resources')).find((one) => one.name === name);
  }, [frames, name]);
  const sentence = service
    ? summaryOf(service)
    : loading
      ? 'Asking about the service'
      : 'The service has sent nothing in this time range.';
  return (
    <header className={styles.box} aria-busy={loading}>
      <div className={styles.row}>
        <div role="status" aria-live="polite" className={styles.sentence}>
          <Text element="p" variant="h5">
            {sentence}
          </Text>
        </div>
        {serviceLinkTargets(model, name).map(({ text, href }) => (
          <LinkButton key={text} size="sm" variant="secondary" href={href}>
            {text}
          </LinkButton>
        ))}
      </div>
      <AnswerState answer={answer} what="The service" />
      <p className={styles.faint}>
        {service &&
          [
            service.namespaces.length > 0 && `namespace ${some(service.namespaces)}`,
            service.owners.length > 0 && `owner ${some(service.owners)}`,
            service.environments.length > 0 && `environment ${some(service.environments)}`,
            service.signals.length > 0 && `sends ${service.signals.join(', ')}`,
          ]
            .filter(Boolean)
            .join(' · ')}
      </p>
    </header>
  );
}

const some = (names: string[]) =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ width: '100%' }),
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  sentence: css({ flex: '1 1 400px', overflowWrap: 'anywhere' }),
  faint: css({ margin: 0, minHeight: 22, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
