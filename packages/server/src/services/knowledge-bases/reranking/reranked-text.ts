import type { JsonObject } from '@streambed/model';
import type { MetadataConfigurationForReranking } from '@streambed/model/bedrock-agent-runtime';

/**
 * What a reranker reads of a passage: its metadata, as far as the configuration wants them, one in each line, then the
 * text. Without a configuration the text alone.
 */
export function rerankedText(
  passage: { readonly text: string; readonly metadata: JsonObject },
  configuration?: MetadataConfigurationForReranking,
): string {
  if (configuration === undefined) return passage.text;
  const lines = Object.entries(passage.metadata)
    .filter(([name]) => isWanted(name, configuration))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...lines, passage.text].join('\n');
}

function isWanted(
  name: string,
  { selectionMode, selectiveModeConfiguration }: MetadataConfigurationForReranking,
): boolean {
  if (selectionMode === 'ALL') return true;
  const { fieldsToInclude, fieldsToExclude } = selectiveModeConfiguration ?? {};
  const isNamed = (fields: readonly { readonly fieldName: string }[]) =>
    fields.some(({ fieldName }) => fieldName === name);
  if (fieldsToInclude !== undefined) return isNamed(fieldsToInclude);
  return fieldsToExclude !== undefined && !isNamed(fieldsToExclude);
}
