import type { Message, Tool, ToolConfiguration } from '@streambed/flow/ports';
import type { BodyObject } from '../native-body.ts';
import { withoutUnusedTools } from '../tool-choice.ts';
import { readCachePoint } from './anthropic-content.ts';

/**
 * `tools` and `tool_choice`. Tools that Anthropic defines itself (computer, bash, …) run at no other provider and are
 * refused. `disable_parallel_tool_use` has no place in Converse and is without effect.
 */
export const readTools = (body: BodyObject, messages: readonly Message[]): ToolConfiguration | undefined => {
  const tools = (body.objects('tools') ?? []).flatMap(readTool);
  const choice = body.object('tool_choice');
  const type = choice?.word('type', ['auto', 'any', 'tool', 'none']) ?? choice?.missing('type');
  const name = type === 'tool' ? choice?.requiredText('name') : undefined;
  choice?.flag('disable_parallel_tool_use');
  choice?.refuseOthers();
  if (tools.length === 0) return undefined;
  if (type === 'none') {
    withoutUnusedTools(messages, body.at('tool_choice'));
    return undefined;
  }
  switch (type) {
    case undefined:
      return { tools };
    case 'tool':
      return { tools, toolChoice: { tool: { name: name ?? '' } } };
    case 'any':
      return { tools, toolChoice: { any: {} } };
    default:
      return { tools, toolChoice: { auto: {} } };
  }
};

const readTool = (tool: BodyObject): Tool[] => {
  tool.word('type', ['custom']);
  const name = tool.requiredText('name');
  const description = tool.text('description');
  const json = tool.jsonObject('input_schema') ?? tool.missing('input_schema');
  const strict = tool.flag('strict');
  const cachePoint = readCachePoint(tool);
  tool.refuseOthers();
  const toolSpec = {
    name,
    inputSchema: { json },
    ...(description !== undefined && description !== '' && { description }),
    ...(strict !== undefined && { strict }),
  };
  return cachePoint === undefined ? [{ toolSpec }] : [{ toolSpec }, { cachePoint }];
};
