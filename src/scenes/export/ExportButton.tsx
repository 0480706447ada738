import { dateTimeFormat } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Dropdown, Menu, Stack } from '@grafana/ui';

import { exportRows, type ExportSource, type Format, MAX_ROWS } from './exportRows';
import { adviceOn } from '../advice';

interface ExportButtonState<Cursor> extends SceneObjectState {
  /** Begin of the file's name. */
  name: string;
  /** What is exported, as it is when the export begins. */
  source: () => ExportSource<Cursor>;
  /** Rows written so far, while an export runs. */
  running?: number;
  /** How the last export ended, when that needs saying. */
  note?: string;
}

/** Saves all rows behind a list as a file, not only those on screen. One export at a time; leaving the page cancels it. */
export class ExportButton<Cursor> extends SceneObjectBase<ExportButtonState<Cursor>> {
  private abort?: AbortController;

  constructor(state: Pick<ExportButtonState<Cursor>, 'name' | 'source'>) {
    super(state);
    this.addActivationHandler(() => () => this.cancel());
  }

  cancel = () => this.abort?.abort();

  async start(format: Format) {
    this.cancel();
    const abort = new AbortController();
    this.abort = abort;
    this.setState({ running: 0, note: undefined });
    try {
      const { file, rows, cut } = await exportRows(this.state.source(), {
        format,
        signal: abort.signal,
        onProgress: (running) => this.setState({ running }),
      });
      save(file, `${this.state.name}-${dateTimeFormat(Date.now(), { format: 'YYYYMMDD-HHmmss' })}.${format}`);
      this.setState({ note: cut ? CUT : `${rows.toLocaleString('en-US')} rows saved` });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.setState({ note: abort.signal.aborted ? 'Export cancelled' : `Export failed: ${adviceOn(problem)}` });
    } finally {
      this.setState({ running: undefined });
    }
  }

  static Component = ExportView;
}

const CUT = `Only the newest ${MAX_ROWS.toLocaleString('en-US')} rows were saved, the most of one export: choose a shorter time range for the others`;

function ExportView<Cursor>({ model }: SceneComponentProps<ExportButton<Cursor>>) {
  const { running, note } = model.useState();
  return (
    <Stack alignItems="center" gap={1}>
      <span role="status">
        {running !== undefined ? `Exporting: ${running.toLocaleString('en-US')} rows` : (note ?? '')}
      </span>
      {running !== undefined ? (
        <Button size="sm" variant="secondary" icon="times" onClick={model.cancel}>
          Cancel the export
        </Button>
      ) : (
        <Dropdown
          overlay={
            <Menu>
              <Menu.Item label="CSV, for spreadsheets" onClick={() => void model.start('csv')} />
              <Menu.Item label="JSON lines, for programs" onClick={() => void model.start('jsonl')} />
            </Menu>
          }
        >
          <Button size="sm" variant="secondary" fill="text" icon="download-alt">
            Export
          </Button>
        </Dropdown>
      )}
    </Stack>
  );
}

function save(file: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
