import { Fragment, memo } from 'react';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

/** A note's text as elements; what is not of the subset stands there as it was written. */
export const NoteText = memo(({ text }: { readonly text: string }) => (
  <>
    {parseMarkdown(text).map((block, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks have nothing else that tells them apart
      <BlockView key={index} block={block} />
    ))}
  </>
));

const BlockView = ({ block }: { readonly block: Block }) => {
  switch (block.kind) {
    case 'heading':
      return (
        <p className={`sb-note-heading-${block.level}`}>
          <Inlines content={block.content} />
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <Inlines content={block.content} />
        </p>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have nothing else that tells them apart
        <li key={index}>
          <Inlines content={item} />
        </li>
      ));
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
};

const Inlines = ({ content }: { readonly content: readonly Inline[] }) => (
  <>
    {content.map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have nothing else that tells them apart
      <Fragment key={index}>{inline(part)}</Fragment>
    ))}
  </>
);

const inline = (part: Inline) => {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'emphasis':
      return <em>{part.text}</em>;
    case 'code':
      return <code>{part.text}</code>;
    case 'link':
      return (
        <a
          className="nodrag"
          href={part.href}
          title={new URL(part.href).host}
          target="_blank"
          rel="noreferrer noopener"
          tabIndex={-1}
        >
          {part.text}
        </a>
      );
  }
};
