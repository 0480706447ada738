import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Modal, ToolbarButton, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';

import { isBusy } from './SearchVariable';

interface KeyboardHelpState extends SceneObjectState {
  /** Keys of the page and what they do. */
  keys: ReadonlyArray<readonly [key: string, does: string]>;
  open?: boolean;
}

/** The keys of a page, on `?` and on a button. */
export class KeyboardHelp extends SceneObjectBase<KeyboardHelpState> {
  static Component = KeyboardHelpView;
}

function KeyboardHelpView({ model }: SceneComponentProps<KeyboardHelp>) {
  const { keys, open } = model.useState();
  const styles = useStyles2(getStyles);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isBusy(event.target)) {
        event.preventDefault();
        model.setState({ open: true });
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model]);
  return (
    <>
      <ToolbarButton
        variant="canvas"
        icon="keyboard"
        tooltip="Keys of this page (?)"
        aria-label="Keys of this page"
        onClick={() => model.setState({ open: true })}
      />
      {open && (
        <Modal isOpen title="Keys of this page" onDismiss={() => model.setState({ open: false })}>
          <dl className={styles.keys}>
            {keys.map(([key, does]) => (
              <div key={key} className={styles.line}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd className={styles.does}>{does}</dd>
              </div>
            ))}
          </dl>
        </Modal>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  keys: css({ margin: 0 }),
  line: css({ display: 'grid', gridTemplateColumns: '120px 1fr', padding: theme.spacing(0.5, 0) }),
  does: css({ margin: 0 }),
});
