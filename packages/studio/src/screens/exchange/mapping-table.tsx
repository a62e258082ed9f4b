import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Input from '@cloudscape-design/components/input';
import type { Reference } from '@streambed/flow/exchange';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/index.ts';
import { exchangeMessages } from '../../messages/exchange.ts';

const words = exchangeMessages.import;

export interface MappingTableProps {
  readonly references: readonly Reference[];
  /** By `kind value`. */
  readonly mapped: ReadonlyMap<string, string>;
  onChange(mapped: ReadonlyMap<string, string>): void;
}

/** Models, functions, buckets and the like that a flow names, each with what to take in its place. */
export function MappingTable({ references, mapped, onChange }: MappingTableProps) {
  const api = useApi();
  const { data: models = [] } = useQuery({
    queryKey: ['foundation-models', api.region, api.principalArn],
    queryFn: async ({ signal }) => {
      const client = await api.bedrock();
      const listed = await client.send(new ListFoundationModelsCommand({}), { abortSignal: signal });
      return (listed.modelSummaries ?? []).map(({ modelId = '' }) => modelId);
    },
    staleTime: 60_000,
  });
  const set = (key: string, value: string) => {
    const next = new Map(mapped);
    if (value === '') next.delete(key);
    else next.set(key, value);
    onChange(next);
  };
  return (
    <section aria-label={words.mapping}>
      <h2>{words.mapping}</h2>
      <p className="sb-secondary sb-flat">{words.mappingHelp}</p>
      <table className="sb-mapping">
        <thead>
          <tr>
            <th scope="col" style={{ width: '16%' }}>
              {words.columns.kind}
            </th>
            <th scope="col" style={{ width: '32%' }}>
              {words.columns.value}
            </th>
            <th scope="col" style={{ width: '18%' }}>
              {words.columns.usedBy}
            </th>
            <th scope="col">{words.columns.here}</th>
          </tr>
        </thead>
        <tbody>
          {references.map(({ kind, value, places }) => {
            const key = `${kind} ${value}`;
            const here = mapped.get(key) ?? '';
            return (
              <tr key={key}>
                <td>{words.kinds[kind]}</td>
                <td>
                  <code>{value}</code>
                </td>
                <td>{[...new Set(places.map(({ node }) => node))].join(', ')}</td>
                <td>
                  {kind === 'model' ? (
                    <Autosuggest
                      value={here}
                      options={models.map((model) => ({ value: model }))}
                      enteredTextLabel={words.useModel}
                      placeholder={words.unchanged}
                      ariaLabel={words.hereFor(value)}
                      expandToViewport
                      onChange={({ detail }) => set(key, detail.value)}
                    />
                  ) : (
                    <Input
                      value={here}
                      placeholder={words.unchanged}
                      ariaLabel={words.hereFor(value)}
                      spellcheck={false}
                      autoComplete={false}
                      onChange={({ detail }) => set(key, detail.value)}
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

export interface MissingValuesProps {
  readonly names: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  onChange(values: ReadonlyMap<string, string>): void;
}

/** Names that a template leaves to its stack, to be given values here. */
export function MissingValues({ names, values, onChange }: MissingValuesProps) {
  return (
    <section aria-label={words.missing}>
      <h2>{words.missing}</h2>
      <p className="sb-secondary sb-flat">{words.missingHelp}</p>
      <table className="sb-mapping">
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" style={{ width: '40%' }}>
                <code>{name}</code>
              </th>
              <td>
                <Input
                  value={values.get(name) ?? ''}
                  ariaLabel={words.valueFor(name)}
                  spellcheck={false}
                  autoComplete={false}
                  onChange={({ detail }) => onChange(new Map(values).set(name, detail.value))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
