import { YamlSyntaxError } from './syntax-error';

const PLAIN_ASCII = /^[\t\n\r\x20-\x7e]*$/;
const ALLOWED = /^[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/**
 * Holds a text against what YAML may be made of.
 *
 * @param bytes the text, one code unit per byte
 * @throws {YamlSyntaxError} with go-yaml's words, for what is no UTF-8 or a control character
 */
export function checkCharacters(bytes: string): void {
  if (PLAIN_ASCII.test(bytes)) {
    return;
  }
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  if (Buffer.from(text, 'utf8').toString('latin1') !== bytes) {
    throw new YamlSyntaxError('invalid leading UTF-8 octet', 0);
  }
  if (!ALLOWED.test(text.startsWith('\ufeff') ? text.slice(1) : text)) {
    throw new YamlSyntaxError('control characters are not allowed', 0);
  }
}
