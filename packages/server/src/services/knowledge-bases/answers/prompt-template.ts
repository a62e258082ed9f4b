import { callerFault } from '@streambed/flow/ports';

/** What a template may ask for (services-data.md section 3, RetrieveAndGenerate). */
export const PLACEHOLDERS = [
  'query',
  'search_results',
  'output_format_instructions',
  'conversation_history',
  'current_time',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A piece of a filled template: text of its author, or what stands in place of a placeholder. */
export interface TemplatePiece {
  readonly text: string;
  readonly placeholder?: Placeholder;
}

const PLACEHOLDER = new RegExp(`\\$(${PLACEHOLDERS.join('|')})\\$`, 'g');

/**
 * Puts values in place of a template's placeholders. What a value contains is never read as a template again, so that a
 * document cannot ask for the conversation.
 *
 * @returns the pieces in their order; joined they are the prompt
 */
export const fillTemplate = (
  template: string,
  values: Readonly<Partial<Record<Placeholder, string>>>,
): readonly TemplatePiece[] => {
  const pieces: TemplatePiece[] = [];
  let from = 0;
  for (const found of template.matchAll(PLACEHOLDER)) {
    if (found.index > from) pieces.push({ text: template.slice(from, found.index) });
    const placeholder = found[1] as Placeholder;
    pieces.push({ text: values[placeholder] ?? '', placeholder });
    from = found.index + found[0].length;
  }
  if (from < template.length) pieces.push({ text: template.slice(from) });
  return pieces;
};

const has = (template: string, placeholder: Placeholder): boolean => template.includes(`$${placeholder}$`);

/** Throws FlowError `validation` for a generation template without `$search_results$`. */
export const checkGenerationTemplate = (template: string): void => {
  if (has(template, 'search_results')) return;
  throw callerFault(
    'The prompt template of generationConfiguration must contain $search_results$: without it the model sees no passage. $query$ and $output_format_instructions$ may stand there too.',
  );
};

/** Throws FlowError `validation` for an orchestration template that lacks what it is for. */
export const checkOrchestrationTemplate = (template: string): void => {
  const missing = (['conversation_history', 'output_format_instructions'] as const).filter(
    (placeholder) => !has(template, placeholder),
  );
  if (missing.length === 0) return;
  const names = missing.map((placeholder) => `$${placeholder}$`).join(' and ');
  throw callerFault(`The prompt template of orchestrationConfiguration must contain ${names}.`);
};

/** Whether answers made of the template can be cited: only then is the model told how. */
export const asksForCitations = (template: string): boolean => has(template, 'output_format_instructions');
