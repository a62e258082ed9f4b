/** An element of an XML document: its name without the prefix, its attributes with theirs. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text that stands directly in it. */
  readonly text: string;
}

/** What fast-xml-parser makes with preserveOrder: one member named after the element, `:@` for attributes. */
type Ordered = Readonly<Record<string, readonly Ordered[] | string | Readonly<Record<string, string>>>>;

/** A tree of `xml`, under a root without a name. Checked by `checkXml` before; rejects when it is no XML. */
export const parseXml = async (xml: string): Promise<XmlElement> => {
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: 1_000,
  });
  return {
    name: '',
    attributes: {},
    text: '',
    children: childrenOf(parser.parse(xml) as readonly Ordered[]),
  };
};

const childrenOf = (nodes: readonly Ordered[]): XmlElement[] => {
  const children: XmlElement[] = [];
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined || name.startsWith('?')) continue;
    const inner = node[name] as readonly Ordered[];
    children.push({
      name: name.slice(name.indexOf(':') + 1),
      attributes: (node[':@'] as Readonly<Record<string, string>> | undefined) ?? {},
      children: childrenOf(inner),
      text: inner.map((child) => child['#text'] ?? '').join(''),
    });
  }
  return children;
};

export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** All elements of this name below, in the order of the document, not those within one another. */
export const elementsOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => (child.name === name ? [child] : elementsOf(child, name)));

export const attributeOf = (element: XmlElement, name: string): string | undefined =>
  Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
