import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BedrockAgentClient,
  DeleteKnowledgeBaseDocumentsCommand,
  GetKnowledgeBaseDocumentsCommand,
  IngestKnowledgeBaseDocumentsCommand,
  type KnowledgeBaseDocument,
  type KnowledgeBaseDocumentDetail,
  paginateListKnowledgeBaseDocuments,
} from '@aws-sdk/client-bedrock-agent';

export interface FolderFile {
  /** Path below the folder, with `/`: what the document is called. */
  readonly id: string;
  readonly path: string;
  readonly size: number;
}

/** MIME types by extension: what a document is taken for. Others are left out. */
const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** What the service takes in one request: documents, and bytes of one (services-data.md section 3). */
const MOST_AT_ONCE = 10;
const LARGEST = 5 * 1024 * 1024;
/** Between two looks at how far the service is. Milliseconds. */
const LOOK_EVERY = 300;
const OVER = new Set([
  'INDEXED',
  'PARTIALLY_INDEXED',
  'METADATA_PARTIALLY_INDEXED',
  'METADATA_UPDATE_FAILED',
  'FAILED',
  'NOT_FOUND',
  'IGNORED',
]);

/** The documents in a folder and below it, by name; what begins with a dot and `node_modules` are left out, links not followed. */
export const documentsIn = (folder: string): readonly FolderFile[] => {
  const files: FolderFile[] = [];
  const walk = (directory: string) => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort(byName);
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && Object.hasOwn(TYPES, extname(entry.name).toLowerCase()))
        files.push({ id: relative(folder, path).split(sep).join('/'), path, size: statSync(path).size });
    }
  };
  walk(folder);
  return files.filter(({ id }) => !id.endsWith('.metadata.json'));
};

const byName = (one: Dirent, other: Dirent): number => (one.name < other.name ? -1 : 1);

/** How a folder was brought in. */
export interface FolderResult {
  readonly indexed: number;
  readonly deleted: number;
  readonly failures: readonly { readonly id: string; readonly reason: string }[];
}

export interface FolderSync {
  readonly agent: BedrockAgentClient;
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
  readonly folder: string;
  /** Told how many of how many are through. */
  onProgress(done: number, all: number): void;
}

/** Sends what is in the folder, takes away what is there no more, and waits until the service is through with it. */
export const syncFolder = async ({
  agent,
  knowledgeBaseId,
  dataSourceId,
  folder,
  onProgress,
}: FolderSync): Promise<FolderResult> => {
  const at = { knowledgeBaseId, dataSourceId };
  const files = documentsIn(folder);
  const failures: { id: string; reason: string }[] = [];
  const known = new Set(files.map(({ id }) => id));
  const gone: string[] = [];
  for await (const page of paginateListKnowledgeBaseDocuments({ client: agent }, at))
    for (const { identifier, status } of page.documentDetails ?? []) {
      const id = identifier?.custom?.id;
      if (id !== undefined && !known.has(id) && !status?.startsWith('DELET')) gone.push(id);
    }
  for (const ids of inTens(gone))
    await agent.send(
      new DeleteKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers: ids.map(identifierOf) }),
    );

  let indexed = 0;
  const sendable = files.filter(({ id, size }) => {
    if (size <= LARGEST) return true;
    failures.push({ id, reason: 'is larger than the 5 MiB that can be sent; put it into a bucket' });
    return false;
  });
  onProgress(0, sendable.length);
  for (const batch of inTens(sendable)) {
    await agent.send(new IngestKnowledgeBaseDocumentsCommand({ ...at, documents: batch.map(documentOf) }));
    for (const { status, statusReason, identifier } of await settled(agent, at, batch)) {
      const id = identifier?.custom?.id ?? '';
      if (status === 'INDEXED') indexed++;
      else failures.push({ id, reason: statusReason ?? `ended as ${status}` });
    }
    onProgress(indexed + failures.length, sendable.length);
  }
  return { indexed, deleted: gone.length, failures };
};

const settled = async (
  agent: BedrockAgentClient,
  at: { readonly knowledgeBaseId: string; readonly dataSourceId: string },
  files: readonly FolderFile[],
): Promise<readonly KnowledgeBaseDocumentDetail[]> => {
  for (;;) {
    const { documentDetails = [] } = await agent.send(
      new GetKnowledgeBaseDocumentsCommand({
        ...at,
        documentIdentifiers: files.map(({ id }) => identifierOf(id)),
      }),
    );
    if (documentDetails.every(({ status }) => OVER.has(status ?? ''))) return documentDetails;
    await sleep(LOOK_EVERY);
  }
};

const identifierOf = (id: string) => ({ dataSourceType: 'CUSTOM' as const, custom: { id } });

const documentOf = ({ id, path }: FolderFile): KnowledgeBaseDocument => ({
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
});

const inTens = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / MOST_AT_ONCE) }, (_, index) =>
    items.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
  );
