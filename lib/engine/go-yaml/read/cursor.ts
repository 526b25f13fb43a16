import { HASH } from '../../go/characters';
import { breakWidth, isBlank, isBreakOrEnd } from './characters';
import { YamlSyntaxError } from './syntax-error';

/** Where in the text the scanner is, and what of the structure around that place decides how a token is read. */
export class Cursor {
  pos = 0;
  line = 0;
  lineStart = 0;
  flowLevel = 0;
  indent = -1;
  simpleKeyAllowed = true;

  /** @param text bytes, with four NULs after the last */
  constructor(readonly text: string) {
    if (text.startsWith('\xef\xbb\xbf')) {
      this.pos = 3;
      this.lineStart = 3;
    }
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  /** A fault found while cutting tokens; go-yaml names the line after the one it counts. */
  fail(problem: string, contextLine = this.line): never {
    throw new YamlSyntaxError(problem, this.line > 0 ? this.line + 1 : contextLine);
  }

  /** Steps over the line break that is here. */
  skipBreak(width: number): void {
    this.pos += width;
    this.line++;
    this.lineStart = this.pos;
  }

  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.pos))) {
      this.pos++;
    }
  }

  /** Steps over a comment, if one starts here, up to its line break. */
  skipComment(): void {
    if (this.text.charCodeAt(this.pos) === HASH) {
      while (!isBreakOrEnd(this.text, this.pos)) {
        this.pos++;
      }
    }
  }

  /** Steps over the rest of a line on which nothing but a comment may follow, its break included. */
  endLine(contextLine: number): void {
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.text, this.pos)) {
      this.fail('did not find expected comment or line break', contextLine);
    }
    const width = breakWidth(this.text, this.pos);
    if (width > 0) {
      this.skipBreak(width);
    }
  }
}
