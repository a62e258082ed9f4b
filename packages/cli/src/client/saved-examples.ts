import type { JsonValue } from '@streambed/model';
import { withStreambedClient } from './streambed-client.ts';

/**
 * The documents of the inputs that were saved with a flow in the studio. None where there are none, and where what answers
 * is no Streambed: examples make things better and nothing depends on them.
 */
export const savedExamples = async (
  options: Readonly<Record<string, unknown>>,
  flowIdentifier: string,
): Promise<readonly JsonValue[]> => {
  try {
    const { content } = await withStreambedClient(options, (client) =>
      client.getStudioDocument({ flowIdentifier }),
    );
    const { savedInputs } = (content ?? {}) as { savedInputs?: unknown };
    if (!Array.isArray(savedInputs)) return [];
    return savedInputs.flatMap((saved: { document?: JsonValue } | null) =>
      saved?.document === undefined ? [] : [saved.document],
    );
  } catch {
    return [];
  }
};
