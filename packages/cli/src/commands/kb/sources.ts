import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { DataSourceConfiguration } from '@aws-sdk/client-bedrock-agent';
import { usageFailure } from '../../failure.ts';
import { listed } from '../../output/index.ts';
import { contentsOf } from './folder.ts';

/** Where documents come from, as a person names it. */
export type Source =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'web'; readonly urls: readonly string[] };

const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/** Reads what was given; pages of the web become one source. Throws a Failure for what is none of the three. */
export const readSources = (given: readonly string[]): readonly Source[] => {
  const sources: Source[] = [];
  const urls: string[] = [];
  for (const one of given) {
    if (/^https?:\/\//.test(one)) {
      if (!URL.canParse(one)) throw usageFailure(`${one} is no address of a page.`);
      urls.push(one);
      continue;
    }
    const [, bucket, prefix = ''] = S3.exec(one) ?? [];
    if (bucket !== undefined) sources.push({ kind: 's3', bucket, prefix });
    else if (one.startsWith('s3:')) throw usageFailure(`${one} is no s3://bucket/prefix.`);
    else sources.push({ kind: 'folder', path: folderOf(one) });
  }
  return urls.length > 0 ? [...sources, { kind: 'web', urls }] : sources;
};

const folderOf = (given: string): string => {
  const path = resolve(given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return path;
  throw usageFailure(
    `${given} is ${found ? 'no folder' : 'not there'}. A source is a folder, s3://bucket/prefix or https://page.`,
  );
};

/** Throws a Failure for a folder that holds nothing to read: somebody meant another one. */
export const assertDocuments = (source: Source): void => {
  if (source.kind !== 'folder') return;
  const { documents, leftOut } = contentsOf(source.path);
  if (documents.length > 0) return;
  const what = leftOut.length > 0 ? `only files that cannot be read (${listed(leftOut)})` : 'no files';
  throw usageFailure(
    `${source.path} holds ${what}. Documents are PDF, Word, Excel, PowerPoint, HTML, Markdown, CSV, JSON and plain text.`,
  );
};

/** A folder's documents are sent by the command itself, so its source is one that takes what it is sent. */
export const configurationOf = (source: Source): DataSourceConfiguration => {
  switch (source.kind) {
    case 'folder':
      return { type: 'CUSTOM' };
    case 's3':
      return {
        type: 'S3',
        s3Configuration: {
          bucketArn: `arn:aws:s3:::${source.bucket}`,
          ...(source.prefix !== '' && { inclusionPrefixes: [source.prefix] }),
        },
      };
    case 'web':
      return {
        type: 'WEB',
        webConfiguration: {
          sourceConfiguration: { urlConfiguration: { seedUrls: source.urls.map((url) => ({ url })) } },
        },
      };
  }
};

/** `[0-9a-zA-Z_-]`, as names of data sources are. */
export const nameOf = (source: Source): string => {
  const text =
    source.kind === 'folder'
      ? basename(source.path)
      : source.kind === 's3'
        ? `${source.bucket}-${source.prefix}`
        : new URL(source.urls[0] ?? '').hostname;
  const name = text
    .replace(/[^0-9a-zA-Z]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return name === '' ? source.kind : name;
};
