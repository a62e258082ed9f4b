import type { GuardrailsConfiguration } from '../../services/guardrails/index.ts';
import type { ModelProbe, ModelsConfiguration } from '../../services/models/index.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { standingOf } from './model-standing.ts';

/** Who decides about topics, content and grounding, and whether a judge model can be asked. */
export async function* guardrailChecks(
  { judge }: Pick<GuardrailsConfiguration, 'judge'>,
  models: ModelsConfiguration,
  probe: ModelProbe,
): AsyncGenerator<Check> {
  const name = 'guardrail judge';
  if (!judge) {
    yield ok(name, 'none; the built-in lexical scorer decides about topics, content and grounding');
    return;
  }
  const { kind, words } = await standingOf(judge.modelId, models, probe);
  const way = `Map ${judge.modelId} in models.mappings, correct guardrails.judge.model, or leave it out: the built-in lexical scorer decides then.`;
  if (kind === 'served') yield ok(name, words);
  else if (kind === 'failing')
    yield warn(name, words, 'See its provider above; what needs the judge fails until it answers.');
  else if (kind === 'missing') yield warn(name, words, way);
  // Of the offline model no judgement ever comes: each such check would fail.
  else yield fail(name, kind === 'offline' ? `${words} and cannot judge` : words, way);
}
