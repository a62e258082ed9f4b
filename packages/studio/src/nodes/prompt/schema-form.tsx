import type { JsonObject, JsonValue } from '@streambed/model';
import { uniqueName } from '../../document/index.ts';
import { promptMessages as words } from '../../messages/nodes.ts';
import { NameInput } from '../fields/name-input.tsx';
import { ToolButton } from '../fields/tool-button.tsx';

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object schema as rows; what rows cannot show stays as it is, and text shows it. */
export function SchemaForm({
  schema,
  label,
  onChange,
  readOnly,
}: {
  readonly schema: JsonValue;
  readonly label: string;
  onChange(schema: JsonValue): void;
  readonly readOnly: boolean;
}) {
  if (!isObject(schema) || (schema.type !== undefined && schema.type !== 'object'))
    return <p className="sb-side-note">{words.schemaAsTextOnly}</p>;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.keys(properties);
  const put = (nextProperties: JsonObject, nextRequired: readonly JsonValue[]) =>
    onChange({ ...schema, type: 'object', properties: nextProperties, required: [...nextRequired] });
  const rename = (from: string, to: string) =>
    put(
      Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key === from ? to : key, inner])),
      required.map((each) => (each === from ? to : each)),
    );
  return (
    <fieldset className="sb-schema" aria-label={label}>
      {names.map((name) => {
        const member = properties[name];
        const type = isObject(member) && typeof member.type === 'string' ? member.type : undefined;
        const isRequired = required.includes(name);
        return (
          <div key={name} className="sb-schema-row">
            <NameInput
              value={name}
              label={words.memberName(name)}
              limits={{}}
              taken={names}
              readOnly={readOnly}
              onProblem={() => undefined}
              onCommit={(next) => next !== '' && rename(name, next)}
            />
            <select
              className="sb-native-select"
              aria-label={words.memberType(name)}
              disabled={readOnly || !isObject(member)}
              value={type ?? ''}
              onChange={(event) =>
                put(
                  { ...properties, [name]: { ...(member as JsonObject), type: event.target.value } },
                  required,
                )
              }
            >
              {type === undefined && <option value="">…</option>}
              {TYPES.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
            <label className="sb-schema-required">
              <input
                type="checkbox"
                checked={isRequired}
                disabled={readOnly}
                onChange={() =>
                  put(properties, isRequired ? required.filter((each) => each !== name) : [...required, name])
                }
              />
              {words.required}
            </label>
            <ToolButton
              label={words.removeMember(name)}
              unavailable={readOnly ? words.readOnly : undefined}
              onClick={() => {
                const { [name]: _, ...others } = properties;
                put(
                  others,
                  required.filter((each) => each !== name),
                );
              }}
            >
              ×
            </ToolButton>
          </div>
        );
      })}
      {!readOnly && (
        <div className="sb-tools">
          <ToolButton
            onClick={() => {
              const name = uniqueName('member', new Set(names));
              put({ ...properties, [name]: { type: 'string' } }, [...required, name]);
            }}
          >
            + {words.addMember}
          </ToolButton>
        </div>
      )}
    </fieldset>
  );
}
