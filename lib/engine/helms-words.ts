/** Helm tells some refusals over several lines; here one problem is one line. */
export function onOneLine(words: string): string {
  return words.trim().replace(/\s*\n\s*/g, ' ');
}
