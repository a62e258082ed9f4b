import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BedrockAgentClient,
  DeleteKnowledgeBaseDocumentsCommand,
  GetKnowledgeBaseDocumentsCommand,
  IngestKnowledgeBaseDocumentsCommand,
  type KnowledgeBaseDocument,
  type KnowledgeBaseDocumentDetail,
  type MetadataAttribute,
  paginateListKnowledgeBaseDocuments,
} from '@aws-sdk/client-bedrock-agent';
import { attributesBeside, SIDECAR_SUFFIX } from './sidecar.ts';

export interface FolderFile {
  /** Path below the folder, with `/`: what the document is called. */
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

/** MIME types by extension: what a document is taken for; those of old Office files are refused with a way out. */
const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.text': 'text/plain',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.mdx': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xhtml': 'application/xhtml+xml',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.ndjson': 'application/x-ndjson',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.doc': 'application/msword',
  '.xls': 'application/vnd.ms-excel',
  '.ppt': 'application/vnd.ms-powerpoint',
};

/** What the service takes in one request: documents, and bytes of one (services-data.md section 3). */
const MOST_AT_ONCE = 10;
const LARGEST = 5 * 1024 * 1024;
/** Between two looks at how far the service is, at first and later. Milliseconds. */
const LOOK_SOON = 20;
const LOOK_EVERY = 500;
const OVER = new Set([
  'INDEXED',
  'PARTIALLY_INDEXED',
  'METADATA_PARTIALLY_INDEXED',
  'METADATA_UPDATE_FAILED',
  'FAILED',
  'NOT_FOUND',
  'IGNORED',
]);

/** What is in a folder. */
export interface FolderContents {
  readonly documents: readonly FolderFile[];
  /** Files of kinds that are not read, by their path below the folder. */
  readonly leftOut: readonly string[];
}

/**
 * The files in a folder and below it, by name; what begins with a dot and `node_modules` are passed over, links not
 * followed, metadata files are part of their documents.
 */
export const contentsOf = (folder: string): FolderContents => {
  const documents: FolderFile[] = [];
  const leftOut: string[] = [];
  const walk = (directory: string) => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort(byName);
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && !entry.name.endsWith(SIDECAR_SUFFIX)) {
        const id = relative(folder, path).split(sep).join('/');
        if (Object.hasOwn(TYPES, extname(entry.name).toLowerCase()))
          documents.push({ id, path, size: statSync(path).size });
        else leftOut.push(id);
      }
    }
  };
  walk(folder);
  return { documents, leftOut };
};

const byName = (one: Dirent, other: Dirent): number => (one.name < other.name ? -1 : 1);

/** How a folder was brought in. */
export interface FolderResult {
  readonly indexed: number;
  readonly deleted: number;
  /** A sentence for each document that was not taken in, which names it. */
  readonly failures: readonly string[];
  /** Files of kinds that are not read. */
  readonly leftOut: readonly string[];
}

export interface FolderSync {
  readonly agent: BedrockAgentClient;
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
  readonly folder: string;
  /** Asked before all of so many documents go, since none of them is in the folder: it may be another one. */
  mayReplace(count: number): Promise<void>;
  /** Told how many of how many are through. */
  onProgress(done: number, all: number): void;
}

/** Sends what is in the folder, takes away what is there no more, and waits until the service is through with it. */
export const syncFolder = async ({
  agent,
  knowledgeBaseId,
  dataSourceId,
  folder,
  mayReplace,
  onProgress,
}: FolderSync): Promise<FolderResult> => {
  const at = { knowledgeBaseId, dataSourceId };
  const { documents: files, leftOut } = contentsOf(folder);
  const failures: string[] = [];
  const known = new Set(files.map(({ id }) => id));
  const gone: string[] = [];
  let isThereStill = false;
  for await (const page of paginateListKnowledgeBaseDocuments({ client: agent }, at))
    for (const { identifier, status } of page.documentDetails ?? []) {
      const id = identifier?.custom?.id;
      if (id === undefined || status?.startsWith('DELET')) continue;
      if (known.has(id)) isThereStill = true;
      else gone.push(id);
    }
  if (gone.length > 0 && !isThereStill) await mayReplace(gone.length);
  for (const ids of inTens(gone))
    await agent.send(
      new DeleteKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers: ids.map(identifierOf) }),
    );

  let indexed = 0;
  const sendable: ReadFile[] = [];
  for (const file of files) {
    if (file.size === 0) {
      failures.push(`${file.id} is empty.`);
      continue;
    }
    if (file.size > LARGEST) {
      failures.push(`${file.id} is larger than the 5 MiB that can be sent. Put it into a bucket.`);
      continue;
    }
    try {
      const attributes = attributesBeside(file.path);
      sendable.push({ ...file, ...(attributes && { attributes }) });
    } catch (error) {
      failures.push(`${file.id}: ${(error as Error).message}.`);
    }
  }
  onProgress(failures.length, files.length);
  for (const batch of batchesOf(sendable)) {
    await agent.send(new IngestKnowledgeBaseDocumentsCommand({ ...at, documents: batch.map(documentOf) }));
    for (const { status, statusReason, identifier } of await settled(agent, at, batch)) {
      const id = identifier?.custom?.id ?? '';
      if (status === 'INDEXED') indexed++;
      else failures.push(failureOf(id, statusReason ?? `ended as ${status}.`));
    }
    onProgress(indexed + failures.length, files.length);
  }
  return { indexed, deleted: gone.length, failures, leftOut };
};

interface ReadFile extends FolderFile {
  readonly attributes?: MetadataAttribute[];
}

/** Reasons begin with the file's own name, which alone does not say where it lies. */
const failureOf = (id: string, reason: string): string => {
  const name = basename(id);
  return reason.startsWith(`${name} `) ? `${id}${reason.slice(name.length)}` : `${id}: ${reason}`;
};

const settled = async (
  agent: BedrockAgentClient,
  at: { readonly knowledgeBaseId: string; readonly dataSourceId: string },
  files: readonly FolderFile[],
): Promise<readonly KnowledgeBaseDocumentDetail[]> => {
  for (let wait = LOOK_SOON; ; wait = Math.min(2 * wait, LOOK_EVERY)) {
    const { documentDetails = [] } = await agent.send(
      new GetKnowledgeBaseDocumentsCommand({
        ...at,
        documentIdentifiers: files.map(({ id }) => identifierOf(id)),
      }),
    );
    if (documentDetails.every(({ status }) => OVER.has(status ?? ''))) return documentDetails;
    await sleep(wait);
  }
};

const identifierOf = (id: string) => ({ dataSourceType: 'CUSTOM' as const, custom: { id } });

const documentOf = ({ id, path, attributes }: ReadFile): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: {
      customDocumentIdentifier: { id },
      sourceType: 'IN_LINE',
      inlineContent: {
        type: 'BYTE',
        byteContent: { mimeType: TYPES[extname(path).toLowerCase()], data: readFileSync(path) },
      },
    },
  },
  ...(attributes && { metadata: { type: 'IN_LINE_ATTRIBUTE', inlineAttributes: attributes } }),
});

/** As many as a request takes, and of bytes as many as the largest document may have. */
const batchesOf = (files: readonly ReadFile[]): readonly (readonly ReadFile[])[] => {
  const batches: ReadFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    bytes += file.size;
    if (bytes > LARGEST || batches.at(-1)!.length === MOST_AT_ONCE) {
      batches.push([]);
      bytes = file.size;
    }
    batches.at(-1)!.push(file);
  }
  return batches;
};

const inTens = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / MOST_AT_ONCE) }, (_, index) =>
    items.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
  );
