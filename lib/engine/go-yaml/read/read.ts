import { LimitExceeded } from '../../go/errors';
import { formatFloat } from '../../go/format-number';
import { DEEPEST_VALUE } from '../../limits';
import { UnencodableValue } from '../write/unencodable';
import { Anchors } from './anchors';
import type { Builder } from './builder';
import { checkCharacters } from './check-characters';
import { keyText } from './key';
import { resolvePlain, resolveTagged, type Scalar } from './resolve';
import { Scanner } from './scanner';
import { YamlSyntaxError } from './syntax-error';
import type { Token, TokenType } from './tokens';

/**
 * Reads the first document of a text exactly as Go's sigs.k8s.io/yaml does (go-yaml v2, then JSON): YAML 1.1, the last
 * of two equal keys wins, keys become strings, merge keys and aliases are carried out.
 *
 * @param bytes the text, one code unit per byte
 * @returns undefined when the text holds no document
 * @throws {YamlSyntaxError} with go-yaml's words
 */
export function readGoYaml<Mapping, Sequence, Item>(
  bytes: string,
  builder: Builder<Mapping, Sequence, Item>,
): Item | undefined {
  checkCharacters(bytes);
  return new Reader(new Scanner(`${bytes}\0\0\0\0`), builder).document();
}

interface Properties {
  readonly anchor?: string;
  readonly tag: string;
}

const NO_PROPERTIES: Properties = { tag: '' };

class Reader<Mapping, Sequence, Item> {
  private readonly anchors = new Anchors<Item>();
  private readonly tagPrefixes = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ]);

  constructor(
    private readonly scanner: Scanner,
    private readonly builder: Builder<Mapping, Sequence, Item>,
  ) {}

  document(): Item | undefined {
    let token = this.scanner.peek();
    if (token.type === 'stream-end') {
      return undefined;
    }
    this.directives();
    token = this.scanner.peek();
    const explicit = token.type === 'document-start';
    if (explicit) {
      this.scanner.skip();
      token = this.scanner.peek();
    } else if (this.sawDirective) {
      this.fail('did not find expected <document start>', token);
    }
    const empty =
      explicit &&
      ['version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end'].includes(
        token.type,
      );
    const value = empty ? this.builder.scalar(null) : this.node(true, false);
    this.scanner.peek();
    if (this.sawNotFinite && this.builder.isJson) {
      this.requireFinite(value);
    }
    return value;
  }

  /** A number that is none may be gone by now: the last of two equal keys wins. */
  private requireFinite(item: Item): void {
    if (typeof item === 'number' && !Number.isFinite(item)) {
      throw new UnencodableValue(`json: unsupported value: ${formatFloat(item)}`);
    }
    const items = Array.isArray(item)
      ? item
      : [...(this.builder.entries(item) ?? [])].map(([, inner]) => inner);
    for (const inner of items) {
      this.requireFinite(inner);
    }
  }

  private sawDirective = false;
  private sawNotFinite = false;
  private depth = 0;

  private directives(): void {
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'version-directive') {
        if (token.text !== '1.1') {
          this.fail('found incompatible YAML document', token);
        }
      } else if (token.type === 'tag-directive') {
        this.tagPrefixes.set(token.text, token.suffix);
      } else {
        return;
      }
      this.sawDirective = true;
      this.scanner.skip();
    }
  }

  private node(block: boolean, indentless: boolean): Item {
    const { scanner } = this;
    if (++this.depth > DEEPEST_VALUE) {
      throw new LimitExceeded(`YAML with more than ${DEEPEST_VALUE} maps or lists inside each other`);
    }
    const before = this.anchors.countNode();
    let token = scanner.peek();
    if (token.type === 'alias') {
      scanner.skip();
      this.depth--;
      return this.alias(token.text);
    }
    const start = token;
    let properties = NO_PROPERTIES;
    if (token.type === 'anchor' || token.type === 'tag') {
      properties = this.properties();
      token = scanner.peek();
    }
    if (properties.anchor !== undefined) {
      this.anchors.open(properties.anchor);
    }
    const item = this.content(token, properties, block, indentless, start);
    if (properties.anchor !== undefined) {
      this.anchors.close(properties.anchor, item, before);
    }
    this.depth--;
    return item;
  }

  private content(
    token: Token,
    { anchor, tag }: Properties,
    block: boolean,
    indentless: boolean,
    start: Token,
  ): Item {
    const { scanner, builder } = this;
    switch (token.type) {
      case 'plain':
      case 'quoted': {
        scanner.skip();
        return builder.scalar(this.scalar(token, tag));
      }
      case 'flow-sequence-start':
        return this.flowSequence();
      case 'flow-mapping-start':
        return this.flowMapping();
      case 'block-entry':
        if (indentless) {
          return this.indentlessSequence();
        }
        break;
      case 'block-sequence-start':
        if (block) {
          return this.blockSequence();
        }
        break;
      case 'block-mapping-start':
        if (block) {
          return this.blockMapping();
        }
    }
    if (anchor !== undefined || tag !== '') {
      return builder.scalar(tag === '' ? null : resolveTagged(tag, ''));
    }
    return this.fail('did not find expected node content', token, start);
  }

  private scalar(token: Token, tag: string): Scalar {
    if (tag !== '') {
      const tagged = resolveTagged(tag, token.text);
      this.sawNotFinite ||= typeof tagged === 'number' && !Number.isFinite(tagged);
      return tagged;
    }
    const value = token.type === 'plain' ? resolvePlain(token.text) : token.text;
    this.sawNotFinite ||= typeof value === 'number' && !Number.isFinite(value);
    return value;
  }

  private alias(name: string): Item {
    return this.builder.copy(this.anchors.resolve(name));
  }

  private properties(): Properties {
    const { scanner } = this;
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let token = scanner.peek(); ; token = scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) {
        anchor = token.text;
      } else if (token.type === 'tag' && tag === undefined) {
        tag = this.tag(token);
      } else {
        return anchor === undefined ? { tag: tag ?? '' } : { anchor, tag: tag ?? '' };
      }
      scanner.skip();
    }
  }

  private tag(token: Token): string {
    if (token.text === '') {
      return token.suffix;
    }
    const prefix = this.tagPrefixes.get(token.text);
    return prefix === undefined ? this.fail('found undefined tag handle', token) : prefix + token.suffix;
  }

  private blockSequence(): Item {
    const { scanner, builder } = this;
    const start = scanner.peek();
    scanner.skip();
    const sequence = builder.sequence();
    for (;;) {
      const token = scanner.peek();
      if (token.type === 'block-end') {
        scanner.skip();
        return builder.finish(sequence);
      }
      if (token.type !== 'block-entry') {
        return this.fail("did not find expected '-' indicator", token, start);
      }
      scanner.skip();
      builder.push(sequence, this.nodeUnless('block-entry', 'block-end'));
    }
  }

  private indentlessSequence(): Item {
    const { scanner, builder } = this;
    const sequence = builder.sequence();
    while (scanner.peek().type === 'block-entry') {
      scanner.skip();
      builder.push(sequence, this.nodeUnless('block-entry', 'key', 'value', 'block-end'));
    }
    return builder.finish(sequence);
  }

  private nodeUnless(...ends: TokenType[]): Item {
    return ends.includes(this.scanner.peek().type) ? this.builder.scalar(null) : this.node(true, false);
  }

  private blockMapping(): Item {
    const { scanner, builder } = this;
    const start = scanner.peek();
    scanner.skip();
    const mapping = builder.mapping();
    for (;;) {
      const token = scanner.peek();
      if (token.type === 'block-end') {
        scanner.skip();
        return builder.finish(mapping);
      }
      if (token.type !== 'key') {
        return this.fail('did not find expected key', token, start);
      }
      scanner.skip();
      const key = this.key(true);
      this.entry(mapping, key, this.blockValue());
    }
  }

  private blockValue(): Item {
    if (this.scanner.peek().type !== 'value') {
      return this.builder.scalar(null);
    }
    this.scanner.skip();
    return this.endsEntry() ? this.builder.scalar(null) : this.node(true, true);
  }

  private endsEntry(): boolean {
    const { type } = this.scanner.peek();
    return type === 'key' || type === 'value' || type === 'block-end';
  }

  /** The key after a `key` token, as text; `merge` for a plain `<<`. */
  private key(block: boolean): string | typeof MERGE {
    const token = this.scanner.peek();
    if (token.type === 'plain' || token.type === 'quoted') {
      this.scanner.skip();
      return token.type === 'plain' && token.text === '<<' ? MERGE : this.keyOf(this.scalar(token, ''));
    }
    if (
      block
        ? this.endsEntry()
        : ['value', 'flow-entry', 'flow-mapping-end', 'flow-sequence-end'].includes(token.type)
    ) {
      return this.keyOf(null);
    }
    return this.unusualKey(block);
  }

  /** A key with an anchor or a tag, or an alias for one; no key is a map or a list. */
  private unusualKey(block: boolean): string | typeof MERGE {
    const token = this.scanner.peek();
    if (token.type === 'alias') {
      this.scanner.skip();
      return this.keyOfItem(this.alias(token.text));
    }
    const { anchor, tag } = this.properties();
    const scalar = this.scanner.peek();
    if (scalar.type !== 'plain' && scalar.type !== 'quoted') {
      return anchor === undefined && tag === ''
        ? this.keyOfItem(this.node(block, block))
        : this.keyOf(tag === '' ? null : resolveTagged(tag, ''));
    }
    this.scanner.skip();
    const value = this.scalar(scalar, tag);
    if (anchor !== undefined) {
      this.anchors.closeLeaf(anchor, this.builder.scalar(value));
    }
    return this.keyOf(value);
  }

  private keyOfItem(item: Item): string {
    if (typeof item === 'object' && item !== null) {
      throw new YamlSyntaxError('invalid map key', 0);
    }
    return this.keyOf(item as Scalar);
  }

  private keyOf(value: Scalar): string {
    return keyText(value);
  }

  private entry(mapping: Mapping, key: string | typeof MERGE, value: Item): void {
    if (key === MERGE) {
      this.merge(mapping, value);
    } else {
      this.builder.set(mapping, key, value);
    }
  }

  /** Earlier maps of a list win over later ones. What is in the mapping already is overwritten, as go-yaml does. */
  private merge(mapping: Mapping, value: Item): void {
    const { builder } = this;
    const single = builder.entries(value);
    const list = single
      ? [single]
      : Array.isArray(value)
        ? value.map((item) => builder.entries(item)).reverse()
        : [undefined];
    for (const entries of list) {
      if (!entries) {
        throw new YamlSyntaxError('map merge requires map or sequence of maps as the value', 0);
      }
      for (const [key, item] of entries) {
        builder.set(mapping, key, item);
      }
    }
  }

  private flowSequence(): Item {
    const { scanner, builder } = this;
    const start = scanner.peek();
    scanner.skip();
    const sequence = builder.sequence();
    for (let first = true; ; first = false) {
      if (!this.flowContinues(start, first, 'flow-sequence-end', "did not find expected ',' or ']'")) {
        return builder.finish(sequence);
      }
      if (scanner.peek().type === 'key') {
        scanner.skip();
        const mapping = builder.mapping();
        const key = this.key(false);
        this.entry(mapping, key, this.flowValue());
        builder.push(sequence, builder.finish(mapping));
      } else {
        builder.push(sequence, this.node(false, false));
      }
    }
  }

  private flowMapping(): Item {
    const { scanner, builder } = this;
    const start = scanner.peek();
    scanner.skip();
    const mapping = builder.mapping();
    for (let first = true; ; first = false) {
      if (!this.flowContinues(start, first, 'flow-mapping-end', "did not find expected ',' or '}'")) {
        return builder.finish(mapping);
      }
      if (scanner.peek().type === 'key') {
        scanner.skip();
        const key = this.key(false);
        this.entry(mapping, key, this.flowValue());
      } else {
        this.entry(mapping, this.loneKey(), builder.scalar(null));
      }
    }
  }

  /** A key of a flow mapping that nothing follows. */
  private loneKey(): string | typeof MERGE {
    const { type } = this.scanner.peek();
    return type === 'plain' || type === 'quoted' || type === 'alias' || type === 'anchor' || type === 'tag'
      ? this.key(false)
      : this.keyOfItem(this.node(false, false));
  }

  /** Steps over the comma between two items. Returns false when the collection has ended. */
  private flowContinues(start: Token, first: boolean, end: TokenType, problem: string): boolean {
    const { scanner } = this;
    if (!first && scanner.peek().type !== end) {
      if (scanner.peek().type !== 'flow-entry') {
        this.fail(problem, scanner.peek(), start);
      }
      scanner.skip();
    }
    if (scanner.peek().type === end) {
      scanner.skip();
      return false;
    }
    return true;
  }

  private flowValue(): Item {
    const { scanner } = this;
    if (scanner.peek().type !== 'value') {
      return this.builder.scalar(null);
    }
    scanner.skip();
    const ends = ['flow-entry', 'flow-mapping-end', 'flow-sequence-end'].includes(scanner.peek().type);
    return ends ? this.builder.scalar(null) : this.node(false, false);
  }

  /** A fault of structure; go-yaml names the line before it, or that of the collection when there is none. */
  private fail(problem: string, token: Token, context?: Token): never {
    throw new YamlSyntaxError(problem, token.line || context?.line || 0);
  }
}

const MERGE = Symbol('<<');
