import { urlUtil } from '@grafana/data';
import { type SceneComponentProps, type SceneObject, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState, LinkButton, Stack } from '@grafana/ui';

import { auditLink, spanSearchLink } from './traceLinks';
import { readTraceId } from '../../../queries/trace/traceId';
import { pageUrl } from '../../app/plugin';
import { contextOf } from '../links';

interface NotATraceIdState extends SceneObjectState {
  /** What stands in the address where a trace id should. */
  text: string;
}

/** Longest part of a broken id that is shown. */
const SHOWN = 80;

/** The page of an address that names no trace: what is wrong with it, and where to go. */
export class NotATraceId extends SceneObjectBase<NotATraceIdState> {
  static Component = ({ model }: SceneComponentProps<NotATraceId>) => {
    const { text } = model.useState();
    const read = readTraceId(text);
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    return (
      <EmptyState
        variant="not-found"
        message="This address names no trace"
        button={
          <Stack gap={1} justifyContent="center" wrap="wrap">
            {read.kind === 'spanId' && (
              <LinkButton href={spanSearchLink(model, read.spanId)}>Look for this span</LinkButton>
            )}
            <LinkButton variant="secondary" href={tracesLink(model)}>
              Traces
            </LinkButton>
          </Stack>
        }
      >
        <bdi>“{shown}”</bdi>{' '}
        {read.kind === 'spanId'
          ? 'has the 16 digits of a span id. A trace id has 32.'
          : 'is not a trace id: that is 32 hexadecimal digits, not all of them 0. Copy it again from where it comes.'}
      </EmptyState>
    );
  };
}

/** The page of a trace that nothing is stored of. */
export function UnknownTrace({ model, traceId }: { model: SceneObject; traceId: string }) {
  return (
    <EmptyState
      variant="not-found"
      message="No span of this trace is stored"
      button={
        <Stack gap={1} justifyContent="center" wrap="wrap">
          <LinkButton variant="secondary" href={tracesLink(model)}>
            Traces
          </LinkButton>
          <LinkButton variant="secondary" href={auditLink(model, { search: traceId })}>
            Audit events of this trace
          </LinkButton>
        </Stack>
      }
    >
      {traceId} may not have been sampled, may be older than the retention of traces, or may not have arrived yet: then
      refresh. Audit events that name it are kept longer than its spans.
    </EmptyState>
  );
}

const tracesLink = (model: SceneObject) => urlUtil.renderUrl(pageUrl('traces'), contextOf(model));
