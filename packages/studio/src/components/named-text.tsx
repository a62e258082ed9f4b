import { Fragment } from 'react';

/** A name in a sentence of the server's: `` `default` not taken ``. */
const NAME = /`([^`\n]+)`/;

/** The sentence with its names as names, instead of the marks around them. */
export const NamedText = ({ text }: { readonly text: string }) =>
  text
    .split(NAME)
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
    .map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>));

/** The sentence without the marks around its names, for where there is nothing but text. */
export const plainText = (text: string): string => text.replaceAll(new RegExp(NAME, 'g'), '$1');
