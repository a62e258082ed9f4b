import type { Token } from 'parse5';
import { inTurns, type Steps } from '../../../turns.ts';

/** Of a longer page, the links in what follows are not seen; of more links, the rest. */
const SEARCHED = 4 * 1024 * 1024;
const MOST = 10_000;
/** Characters in a step, so that others have their turn. */
const STEP = 16 * 1024;

/**
 * The addresses that a page links to, as they are written, with its `base`; none of a page that says `nofollow`. Rejects
 * with the signal's reason.
 */
export async function linksOf(
  html: string,
  signal: AbortSignal,
): Promise<{ readonly base: string | undefined; readonly links: readonly string[] }> {
  const { Tokenizer } = await import('parse5');
  return inTurns(steps(html.slice(0, SEARCHED), Tokenizer), signal);
}

type TokenizerClass = typeof import('parse5').Tokenizer;

function* steps(
  html: string,
  Tokenizer: TokenizerClass,
): Steps<{ readonly base: string | undefined; readonly links: readonly string[] }> {
  const links = new Set<string>();
  let base: string | undefined;
  let isClosed = false;
  const ignore = (): void => undefined;
  const onStartTag = (tag: Token.TagToken): void => {
    const attribute = (name: string): string | undefined =>
      tag.attrs.find((attr) => attr.name === name)?.value;
    const href = attribute('href')?.trim();
    if (tag.tagName === 'base') base ??= href;
    if (tag.tagName === 'meta' && attribute('name')?.toLowerCase() === 'robots')
      isClosed ||= /\b(?:nofollow|none)\b/i.test(attribute('content') ?? '');
    const isLink = tag.tagName === 'a' || tag.tagName === 'area';
    if (isLink && href && links.size < MOST && !/\bnofollow\b/i.test(attribute('rel') ?? '')) links.add(href);
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag,
      onComment: ignore,
      onDoctype: ignore,
      onEndTag: ignore,
      onEof: ignore,
      onCharacter: ignore,
      onNullCharacter: ignore,
      onWhitespaceCharacter: ignore,
    },
  );
  for (let at = 0; at < html.length; at += STEP) {
    tokenizer.write(html.slice(at, at + STEP), at + STEP >= html.length);
    yield;
  }
  return { base, links: isClosed ? [] : [...links] };
}
