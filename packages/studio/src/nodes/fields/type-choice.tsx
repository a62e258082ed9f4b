import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { Choice } from './choice.tsx';

/** The letters that a type has at handles and in tables. */
export const TYPE_MARKS: Readonly<Record<FlowNodeIODataType, string>> = {
  String: 'S',
  Number: '#',
  Boolean: '?',
  Object: '{}',
  Array: '[]',
};
export const TYPES = Object.keys(TYPE_MARKS) as readonly FlowNodeIODataType[];

/** One of the five types, with their marks. */
export function TypeChoice({
  value,
  onChange,
  labelledBy,
  label,
  describedBy,
  only = TYPES,
  readOnly,
}: {
  readonly value: FlowNodeIODataType;
  onChange(value: FlowNodeIODataType): void;
  readonly labelledBy?: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly only?: readonly FlowNodeIODataType[];
  readonly readOnly?: boolean;
}) {
  return (
    <Choice
      {...(labelledBy !== undefined && { labelledBy })}
      {...(label !== undefined && { label })}
      {...(describedBy !== undefined && { describedBy })}
      readOnly={readOnly ?? false}
      value={value}
      onChange={onChange}
      options={only.map((type) => ({
        value: type,
        name: type,
        label: (
          <>
            <code aria-hidden="true">{TYPE_MARKS[type]}</code>
            {type === value || only.length < 4 ? type : ''}
          </>
        ),
      }))}
    />
  );
}

/** The mark of a type on its own, named for screen readers. */
export function TypeMark({ type }: { readonly type: FlowNodeIODataType }) {
  return (
    <span className="sb-slot-type" role="img" aria-label={type} title={type}>
      {TYPE_MARKS[type] ?? '·'}
    </span>
  );
}
