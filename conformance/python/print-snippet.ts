/**
 * Prints a snippet as the studio shows it: `node print-snippet.ts '{"label": "Python (boto3)", "flowId": …}'`, with the
 * options of `snippets` beside the label.
 */
import { type SnippetOptions, snippets } from '../../packages/studio/src/executions/copy-as-code/snippets.ts';

const { label, ...options } = JSON.parse(process.argv[2] ?? '{}') as SnippetOptions & { label: string };
const snippet = snippets(options).find((each) => each.label === label);
if (!snippet) throw new Error(`there is no snippet ${label}`);
process.stdout.write(snippet.code);
