import type { EmbeddingFamily } from '../family.ts';
import { malformedBody } from '../native-body.ts';

const INPUT_TYPES = ['search_document', 'search_query', 'classification', 'clustering'] as const;
/** In one call. */
const MAX_TEXTS = 96;

/**
 * Cohere Embed: up to 96 texts, as many vectors. Vectors of smaller types than `float` are made by a calibration of
 * Cohere's own, so they are refused. Source: services-data.md section 2.
 */
export const cohereEmbed: EmbeddingFamily = (body, { id }) => {
  const texts = body.texts('texts') ?? body.missing('texts');
  const inputType = body.word('input_type', INPUT_TYPES) ?? body.missing('input_type');
  body.word('truncate', ['NONE', 'START', 'END', 'LEFT', 'RIGHT']);
  const types = body.texts('embedding_types');
  const dimensions = body.integer('output_dimension', { min: 1 });
  body.refuseOthers();
  if (texts.length === 0 || texts.length > MAX_TEXTS)
    throw malformedBody(body.at('texts'), `expected 1 to ${MAX_TEXTS} texts, found: ${texts.length}`);
  const empty = texts.indexOf('');
  if (empty >= 0) throw malformedBody(`${body.at('texts')}/${empty}`, 'expected minLength: 1, actual: 0');
  const unknown = types?.findIndex((type) => type !== 'float') ?? -1;
  if (unknown >= 0 || types?.length === 0)
    throw malformedBody(
      unknown < 0 ? body.at('embedding_types') : `${body.at('embedding_types')}/${unknown}`,
      'expected float, the only type of embeddings that is made here',
    );
  return {
    request: {
      texts,
      inputType: inputType === 'search_query' ? 'query' : 'document',
      ...(dimensions !== undefined && { dimensions }),
    },
    whole: ({ vectors }) => {
      const lists = vectors.map((vector) => Array.from(vector));
      return {
        id,
        response_type: types === undefined ? 'embeddings_floats' : 'embeddings_by_type',
        embeddings: types === undefined ? lists : { float: lists },
        texts,
      };
    },
  };
};
