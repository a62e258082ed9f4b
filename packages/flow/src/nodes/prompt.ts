import { templateVariables } from '../expressions/index.ts';
import { type NodeType, required, type Slot } from './node-type.ts';

/** Renders a template with its inputs and asks a model. */
export const prompt: NodeType = {
  type: 'Prompt',
  configurationKey: 'prompt',
  slots(node) {
    const outputs = [required('modelCompletion', 'String')];
    const inline = node.configuration?.prompt?.sourceConfiguration?.inline;
    if (!inline) return { inputs: 'free', outputs };
    const inputs: Slot[] = templateVariables(inline.templateConfiguration).map((name) =>
      required(name, 'Any'),
    );
    return { inputs, outputs };
  },
  missingConfiguration(node) {
    const source = node.configuration?.prompt?.sourceConfiguration;
    if (source?.resource)
      return source.resource.promptArn
        ? undefined
        : 'names no prompt; set promptArn to the ARN of a prompt or of a prompt version.';
    if (source?.inline)
      return source.inline.modelId
        ? undefined
        : 'names no model; set modelId to the model that shall answer.';
    return 'has no source; give it an inline prompt or the ARN of a prompt.';
  },
  lower: () => ({ kind: 'work' }),
};
