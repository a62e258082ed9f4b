/**
 * (i) How well passages are found: recall@10 and nDCG@10 of questions about a book, each answered by one passage, with
 * the store and the search of the server: by words, by vectors of the built-in embedding, by both (HYBRID), and reranked
 * by the built-in reranker. `npm run bench:retrieval -- --model ID` does the same with vectors of a configured model:
 * `--dimensions N`, `--configuration streambed.yaml` (without it, what the environment's API keys and an Ollama serve).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfigurationFile } from '../../packages/server/src/app/configuration-file.ts';
import { randomIds } from '../../packages/server/src/app/random-ids.ts';
import { createEmbedders } from '../../packages/server/src/services/knowledge-bases/embedding/index.ts';
import {
  createModels,
  DEFAULT_MODELS_CONFIGURATION,
  OFFLINE_EMBEDDING,
} from '../../packages/server/src/services/models/index.ts';
import { openSqliteStore, type Store } from '../../packages/server/src/store/index.ts';
import { systemClock } from '../../packages/server/src/store/test-support/system-clock.ts';
import { report } from '../support/measure.ts';
import { readCorpus } from './corpus.ts';
import { type Ranking, RESULTS, type SearchedBook, storeBook } from './knowledge-bases.ts';
import { qualityOf, sharedWords } from './measures.ts';
import { type Question, readQuestions } from './questions.ts';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string' },
    dimensions: { type: 'string' },
    configuration: { type: 'string' },
  },
});

const corpus = await readCorpus();
const tunedOn = readQuestions('questions.tsv', corpus);
const heldOut = readQuestions('held-out.tsv', corpus);
const { passages } = corpus;
report('passages', String(passages.length), { text: '≥ 2,000', met: passages.length >= 2_000 });
for (const [what, questions, least] of [
  ['questions that ranking was tuned on', tunedOn, 200],
  ['questions held out', heldOut, 80],
] as const) {
  report(what, String(questions.length), { text: `≥ ${least}`, met: questions.length >= least });
  const { share, longestRun } = sharedWords(
    questions.map(({ text, passage }) => ({ question: text, passage: passages[passage]!.text })),
  );
  report('- their words that their passages have, of all words', `${(100 * share).toFixed(0)} %`);
  report('- most words in a row that both have', String(longestRun));
}

/** What a person did wrong, or a provider, in its own words and without a stack. */
const giveUp = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
};
const readConfiguration = (path: string) => {
  try {
    return loadConfigurationFile(path, process.env).models;
  } catch (error) {
    return giveUp(error);
  }
};

const scope = { accountId: '000000000000', region: 'us-east-1' };
const configuration =
  flags.configuration === undefined ? DEFAULT_MODELS_CONFIGURATION : readConfiguration(flags.configuration);
const models = createModels(
  // A model that is asked for here and served by nothing must not be measured as if it were.
  { ...configuration, unmapped: 'refuse' },
  { env: process.env, clock: systemClock, random: Math.random, ids: randomIds },
);
const embedders = createEmbedders({ embeddings: models.embeddings });
const { model } = flags;
const dimensions = flags.dimensions === undefined ? undefined : Number(flags.dimensions);
// Better to hear now that it does not answer than after everything else.
if (model !== undefined)
  await models.embeddings
    .embed(
      { modelId: model, texts: ['Does it answer?'], ...(dimensions !== undefined && { dimensions }) },
      { ...scope, key: 'bench', signal: new AbortController().signal },
    )
    .then(({ servedBy }) => console.log(`${model} is served by ${servedBy}.`), giveUp);
const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-retrieval-'));

const stores: Store[] = [];
/** Each in a store of its own, so that none has to do with the others. */
const bookOf = async (embeddingModelArn: string, size: number | undefined): Promise<SearchedBook> => {
  const store = await openSqliteStore({ folder: join(folder, String(stores.length)), clock: systemClock });
  stores.push(store);
  const knowledgeBase = {
    id: 'BOOK000001',
    knowledgeBaseConfiguration: {
      type: 'VECTOR' as const,
      vectorKnowledgeBaseConfiguration: {
        embeddingModelArn,
        embeddingModelConfiguration: {
          bedrockEmbeddingModelConfiguration: size === undefined ? {} : { dimensions: size },
        },
      },
    },
  };
  return storeBook({
    store,
    corpus,
    knowledgeBase,
    documents: embedders.ofDocuments(scope, knowledgeBase),
    queries: embedders.ofQueries(scope, knowledgeBase),
  });
};

type Search = (question: string) => Promise<Ranking>;

const figuresOf = async (questions: readonly Question[], search: Search): Promise<string> => {
  const rankings = [];
  for (const { text, passage } of questions) rankings.push({ ranking: await search(text), passage });
  const { recall, ndcg } = qualityOf(rankings);
  return `${recall.toFixed(3).padStart(10)} ${ndcg.toFixed(3).padStart(8)}`;
};
const measure = async (what: string, search: Search): Promise<void> =>
  console.log(`${what.padEnd(50)} ${await figuresOf(tunedOn, search)}   ${await figuresOf(heldOut, search)}`);

try {
  const heads = `${`recall@${RESULTS}`.padStart(10)} ${`nDCG@${RESULTS}`.padStart(8)}`;
  console.log(`\n${''.padEnd(50)} ${'tuned on'.padEnd(19)}   ${'held out'.padStart(10)}`);
  console.log(`${''.padEnd(50)} ${heads}   ${heads}`);
  let isFirst = true;
  for (const size of [256, 384, 512, 1_024]) {
    const book = await bookOf(OFFLINE_EMBEDDING, size);
    if (isFirst) await measure('lexical', book.byWords);
    isFirst = false;
    await measure(`built-in vector, ${size} dimensions`, book.byVectors);
    await measure(`hybrid, ${size} dimensions`, book.hybrid);
    if (size === 1_024) await measure('hybrid, 1024, reranked by the built-in', book.reranked);
  }
  if (model !== undefined) {
    const book = await bookOf(model, dimensions);
    await measure(`vector of ${model}`, book.byVectors);
    await measure(`hybrid with ${model}`, book.hybrid);
    await measure(`hybrid with ${model}, reranked by the built-in`, book.reranked);
  }
} finally {
  await Promise.all([...stores.map((store) => store.close()), models.close()]);
  rmSync(folder, { recursive: true });
}
