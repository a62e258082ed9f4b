import { describe, expect, test } from 'vitest';
import { checkGenerationTemplate, checkOrchestrationTemplate, fillTemplate } from './prompt-template.ts';

test('placeholders are filled once: what a document says is no template', () => {
  const pieces = fillTemplate('Q: $query$\n$search_results$ $unknown$ $query$', {
    query: 'why $search_results$?',
    search_results: 'because $conversation_history$',
  });
  expect(pieces.map(({ text }) => text).join('')).toBe(
    'Q: why $search_results$?\nbecause $conversation_history$ $unknown$ why $search_results$?',
  );
  expect(pieces.map(({ placeholder }) => placeholder)).toEqual([
    undefined,
    'query',
    undefined,
    'search_results',
    undefined,
    'query',
  ]);
});

describe('a template without what it is for is refused by name', () => {
  test('generation', () => {
    expect(() => checkGenerationTemplate('Answer $query$')).toThrow('$search_results$');
    expect(() => checkGenerationTemplate('$search_results$')).not.toThrow();
  });
  test('orchestration', () => {
    expect(() => checkOrchestrationTemplate('$query$')).toThrow(
      '$conversation_history$ and $output_format_instructions$',
    );
    expect(() => checkOrchestrationTemplate('$conversation_history$')).toThrow(
      '$output_format_instructions$',
    );
    expect(() =>
      checkOrchestrationTemplate('$conversation_history$ $output_format_instructions$'),
    ).not.toThrow();
  });
});
