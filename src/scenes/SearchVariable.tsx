import {
  type SceneComponentProps,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  type SceneVariable,
  type SceneVariableState,
  SceneVariableValueChangedEvent,
} from '@grafana/scenes';
import { Input } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';

import { ConditionValue } from './conditionValue';
import { type Sql } from '../../queries/sql';

interface SearchVariableState extends SceneVariableState {
  value: string;
  /** What the box searches, for those who cannot see where it stands: "audit events". */
  what: string;
  placeholder: string;
  /** What a text means in SQL. */
  meaning: (text: string) => Sql;
}

/** The search box: as a variable it interpolates to a SQL condition, in the URL it is `var-search`. */
export class SearchVariable extends SceneObjectBase<SearchVariableState> implements SceneVariable<SearchVariableState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: () => [this.urlKey] });

  constructor(state: Pick<SearchVariableState, 'name' | 'label' | 'what' | 'placeholder' | 'meaning'>) {
    super({ type: 'textbox', value: '', ...state });
  }

  private get urlKey() {
    return `var-${this.state.name}`;
  }

  getUrlState() {
    return { [this.urlKey]: this.state.value || undefined };
  }

  updateFromUrl(values: SceneObjectUrlValues) {
    const value = values[this.urlKey];
    this.set(typeof value === 'string' ? value : '');
  }

  getValue() {
    return new ConditionValue(this.state.meaning(this.state.value));
  }

  getValueText() {
    return this.state.value;
  }

  /** Searches for `value`, as a step that Back undoes; empty text ends the search. */
  search(value: string) {
    this._urlSync.performBrowserHistoryAction(() => this.set(value));
  }

  private set(value: string) {
    if (value !== this.state.value) {
      this.setState({ value });
      this.publishEvent(new SceneVariableValueChangedEvent(this), true);
    }
  }

  static Component = SearchBox;
}

function SearchBox({ model }: SceneComponentProps<SearchVariable>) {
  const { value, what, placeholder } = model.useState();
  const [text, setText] = useState(value);
  const [searched, setSearched] = useState(value);
  if (searched !== value) {
    // the search changed elsewhere: by Back, a link or a button
    setSearched(value);
    setText(value);
  }
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      if (event.key === '/' && !isBusy(event.target)) {
        event.preventDefault();
        input.current?.focus();
      }
    };
    document.addEventListener('keydown', focusOnSlash);
    return () => document.removeEventListener('keydown', focusOnSlash);
  }, []);
  return (
    <Input
      ref={input}
      type="search"
      aria-label={`Search ${what}`}
      placeholder={placeholder}
      width={36}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => model.search(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          model.search(text);
        }
      }}
    />
  );
}

/** True while keys go into a field or a dialog, so that they are not shortcuts of the page. */
export const isBusy = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role=dialog]') !== null);
