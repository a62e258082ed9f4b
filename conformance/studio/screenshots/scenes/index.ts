import type { Scene } from '../scene.ts';
import { signIn } from './s01-sign-in.ts';
import { firstRun } from './s02-first-run.ts';
import { flowsFull } from './s03-flows-full.ts';
import { flowsEmpty } from './s04-flows-empty.ts';
import { flowsFailed } from './s05-flows-failed.ts';
import { templateGallery } from './s06-templates.ts';
import { newFlow } from './s07-new-flow.ts';
import { router } from './s08-router.ts';
import { connecting, refused } from './s09-refusal.ts';
import { expression } from './s10-expression.ts';
import { condition } from './s11-condition.ts';
import { prompt } from './s12-prompt.ts';
import { loop } from './s13-loop.ts';
import { iterator } from './s14-iterator.ts';
import { streaming } from './s15-streaming.ts';
import { failedData, failedTimeline } from './s16-failed.ts';
import { json } from './s17-json.ts';
import { problems } from './s18-problems.ts';
import { diff } from './s19-diff.ts';
import { aliases } from './s20-aliases.ts';
import { execution } from './s21-execution.ts';

/** The pictures of studio.md section 7, in its order, as far as what they show is built. */
export const scenes: readonly Scene[] = [
  signIn,
  firstRun,
  flowsFull,
  flowsEmpty,
  flowsFailed,
  templateGallery,
  newFlow,
  router,
  connecting,
  refused,
  expression,
  condition,
  prompt,
  loop,
  iterator,
  streaming,
  failedData,
  failedTimeline,
  json,
  problems,
  diff,
  aliases,
  execution,
];
