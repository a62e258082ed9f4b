import { useMemo } from 'react';
import { executionMessages as words } from '../../../messages/executions.ts';
import { inPlace } from '../../controls/in-place.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

/** Text of a model as formatted text: only elements, no HTML of its own, no picture loaded, hosts of links in sight. */
export function MarkdownView({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div className="sb-markdown">{inPlace(blocks).map(({ item, place }) => drawBlock(item, place))}</div>
  );
}

const drawBlock = (block: Block, key: number) => {
  switch (block.kind) {
    case 'heading':
      // Headings of a value are not headings of the page.
      return (
        <p key={key} className={`sb-markdown-heading sb-markdown-heading-${block.level}`}>
          {draw(block.parts)}
        </p>
      );
    case 'paragraph':
      return <p key={key}>{draw(block.parts)}</p>;
    case 'quote':
      return (
        <blockquote key={key}>
          <p>{draw(block.parts)}</p>
        </blockquote>
      );
    case 'code':
      return <pre key={key}>{block.text}</pre>;
    case 'rule':
      return <hr key={key} />;
    case 'list': {
      const items = inPlace(block.items).map(({ item, place }) => <li key={place}>{draw(item)}</li>);
      return block.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
    case 'table': {
      const [head = [], ...body] = block.rows;
      return (
        <table key={key} className="sb-value-table">
          <thead>
            <tr>
              {inPlace(head).map(({ item, place }) => (
                <th key={place} scope="col">
                  {draw(item)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inPlace(body).map(({ item: row, place: line }) => (
              <tr key={line}>
                {inPlace(row).map(({ item, place }) => (
                  <td key={place}>{draw(item)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
  }
};

const draw = (parts: readonly Inline[]) => inPlace(parts).map(({ item, place }) => drawInline(item, place));

const drawInline = (part: Inline, key: number) => {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return <strong key={key}>{draw(part.parts)}</strong>;
    case 'emphasis':
      return <em key={key}>{draw(part.parts)}</em>;
    case 'image':
      return (
        <span key={key} className="sb-markdown-image">
          ({words.data.imageLeftOut(part.text)})
        </span>
      );
    case 'link':
      return (
        <span key={key}>
          <a
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={words.data.link(part.host)}
          >
            {draw(part.parts)}
          </a>{' '}
          <span className="sb-markdown-host">({part.host})</span>
        </span>
      );
  }
};
