import type { JsonValue } from '@streambed/model';
import type { ExportedFile, ExportFlow } from './export-flow.ts';
import { notesOf } from './export-notes.ts';
import { writeRequest } from './write-cloudformation.ts';

/**
 * The flow as CreateFlow takes it: what `streambed deploy`, `aws bedrock-agent create-flow --cli-input-json` and the
 * studio's import read. Everything stays as it is, members of a newer API included.
 */
export const writeApiJson = ({ alias: _, ...flow }: ExportFlow): ExportedFile => ({
  text: writeRequest(flow),
  fileName: `${flow.name}.json`,
  mediaType: 'application/json',
  notes: notesOf(flow),
});

/** A definition, or a piece of one, by itself: what the clipboard holds. */
export const writeDefinition = (definition: JsonValue): string => `${JSON.stringify(definition, null, 2)}\n`;
