import { Button, Input, Stack } from '@grafana/ui';
import { useState } from 'react';

import { durationText, parseDuration } from '../../../../queries/traces/duration';
import { type Selection } from '../../../../queries/traces/selection';

interface DurationInputsProps {
  selection: Selection | undefined;
  onSelect: (selection: Selection | undefined) => void;
}

/** The box by keyboard: shortest and longest duration. The box's times stay as they are. */
export function DurationInputs({ selection, onSelect }: DurationInputsProps) {
  const shown = { min: asText(selection?.min), max: asText(selection?.max) };
  const [text, setText] = useState(shown);
  const [former, setFormer] = useState(selection);
  if (former !== selection) {
    // the box changed elsewhere: by the pointer, Back or a link
    setFormer(selection);
    setText(shown);
  }
  const isWrong = { min: unreadable(text.min), max: unreadable(text.max) };
  const apply = () => {
    if (!isWrong.min && !isWrong.max) {
      const next = { ...selection, min: nanoseconds(text.min), max: nanoseconds(text.max) };
      onSelect(Object.values(next).some((side) => side !== undefined) ? next : undefined);
    }
  };
  const field = (side: 'min' | 'max', label: string, placeholder: string) => (
    <Input
      aria-label={label}
      placeholder={placeholder}
      width={14}
      value={text[side]}
      invalid={isWrong[side]}
      aria-invalid={isWrong[side]}
      title={isWrong[side] ? 'A duration is a number with a unit: 500ms, 1.5s, 2 m' : undefined}
      onChange={(event) => setText({ ...text, [side]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Stack gap={1} alignItems="center">
        {field('min', 'Shortest duration', 'from 500ms')}
        {field('max', 'Longest duration', 'to 2s')}
        <Button type="submit" size="sm" variant="secondary">
          Select
        </Button>
      </Stack>
    </form>
  );
}

const asText = (ns: number | undefined) => (ns === undefined ? '' : durationText(ns));
const unreadable = (text: string) => text.trim() !== '' && parseDuration(text) === undefined;
const nanoseconds = (text: string) => (text.trim() === '' ? undefined : parseDuration(text));
