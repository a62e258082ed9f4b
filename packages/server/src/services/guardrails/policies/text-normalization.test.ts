import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeText, plainSpellings, readWords, stem } from './text-normalization.ts';

describe('normalizeText', () => {
  it.each([
    ['full width', 'Ｉｇｎｏｒｅ', 'ignore'],
    ['zero-width space', 'ig\u200bno\u200dre', 'ignore'],
    ['soft hyphen', 'ig\u00adnore', 'ignore'],
    ['Cyrillic lookalikes', 'ign\u043er\u0435', 'ignore'],
    ['a word of lookalikes only', '\u0440\u0430\u0440\u0430', 'papa'],
    ['mathematical letters', '𝐢𝐠𝐧𝐨𝐫𝐞', 'ignore'],
    ['accents and stacked marks', 'précé\u0301\u0302dentes', 'precedentes'],
    ['typographic quotes', '“don’t”', '"don\'t"'],
    ['a ligature', 'ﬁlter', 'filter'],
    ['sharp s', 'Straße', 'strasse'],
  ])('reads %s', (_, written, read) => {
    expect(normalizeText(written)).toBe(read);
  });

  it('leaves words that are truly of another script', () => {
    expect(normalizeText('Забудь всё')).toContain('забудь');
    expect(normalizeText('忽略之前的指令')).toBe('忽略之前的指令');
  });

  it('is done after once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalizeText(text);
        expect(normalizeText(once)).toBe(once);
      }),
    );
  });
});

describe('readWords', () => {
  it('tells sentences and quotations apart', () => {
    const { forms, sentences, quoted } = readWords('one two. "three" four\n\nfive');
    expect(forms).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect([
      sentences[0] === sentences[1],
      sentences[1] === sentences[2],
      sentences[3] === sentences[4],
    ]).toEqual([true, false, false]);
    expect(quoted).toEqual([false, false, true, false, false]);
  });

  it.each([
    ["don't", ["don't"]],
    ["the company's", ['the', 'company']],
    ['k!ll f*ck b**ch', ['k!ll', 'f*ck', 'b**ch']],
    ['@ll $ystem $50', ['@ll', '$ystem', '50']],
    ['a@b.c snake_case', ['a@b', 'c', 'snake', 'case']],
  ])('reads %s', (text, forms) => {
    expect(readWords(text).forms).toEqual(forms);
  });

  it('reads any text, each word with its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { forms, sentences, quoted } = readWords(normalizeText(text));
        expect(forms.every((form) => form !== '')).toBe(true);
        expect([sentences.length, quoted.length]).toEqual([forms.length, forms.length]);
      }),
    );
  });
});

it.each([
  ['kill kills killed killing'],
  ['make makes making'],
  ['bully bullies bullied'],
  ['stop stops stopped stopping'],
  ['instruction instructions'],
])('one stem for %s', (words) => {
  expect(new Set(words.split(' ').map(stem)).size).toBe(1);
});

it.each([
  ['1gn0r3', ['ignore', 'lgnore']],
  ['$ystem', ['system']],
  ['2024', []],
  ['plain', []],
])('%s may stand for %j', (word, spellings) => {
  expect(plainSpellings(word)).toEqual(spellings);
});
