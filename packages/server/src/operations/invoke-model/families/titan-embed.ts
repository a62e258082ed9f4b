import type { JsonObject } from '@streambed/model';
import type { EmbeddingFamily } from '../family.ts';
import { type BodyObject, malformedBody } from '../native-body.ts';

/** Amazon Titan Text Embeddings: one text, one vector. Source: services-data.md section 2. */

const DIMENSIONS: readonly number[] = [256, 512, 1024];
const TYPES: readonly string[] = ['float', 'binary'];

/** The first version takes nothing but the text, and leaves the vector as long as it is. */
export const titanEmbedV1: EmbeddingFamily = (body) => {
  const text = textOf(body);
  body.refuseOthers();
  return {
    request: { texts: [text] },
    whole: ({ vectors, inputTokens }) => ({
      embedding: Array.from(vectors[0] ?? []),
      inputTextTokenCount: inputTokens,
    }),
  };
};

/** Without `dimensions` the vector has the model's own size; without `normalize` it has the length 1. */
export const titanEmbedV2: EmbeddingFamily = (body) => {
  const text = textOf(body);
  const dimensions = body.integer('dimensions');
  const normalize = body.flag('normalize') ?? true;
  const types = body.texts('embeddingTypes') ?? ['float'];
  body.refuseOthers();
  if (dimensions !== undefined && !DIMENSIONS.includes(dimensions))
    throw malformedBody(body.at('dimensions'), `${dimensions} is not one of ${DIMENSIONS.join(', ')}`);
  const unknown = types.findIndex((type) => !TYPES.includes(type));
  if (unknown >= 0 || types.length === 0)
    throw malformedBody(
      unknown < 0 ? body.at('embeddingTypes') : `${body.at('embeddingTypes')}/${unknown}`,
      `expected one of ${TYPES.join(', ')}`,
    );
  return {
    request: { texts: [text], normalize, ...(dimensions !== undefined && { dimensions }) },
    whole: ({ vectors, inputTokens }) => {
      const vector = Array.from(vectors[0] ?? []);
      const embeddingsByType: JsonObject = {
        ...(types.includes('float') && { float: vector }),
        // One bit for each dimension: on which side of zero it lies.
        ...(types.includes('binary') && { binary: vector.map((value) => (value > 0 ? 1 : 0)) }),
      };
      return {
        ...(types.includes('float') && { embedding: vector }),
        embeddingsByType,
        inputTextTokenCount: inputTokens,
      };
    },
  };
};

const textOf = (body: BodyObject): string => {
  const text = body.requiredText('inputText');
  if (text === '') throw malformedBody(body.at('inputText'), 'expected minLength: 1, actual: 0');
  return text;
};
