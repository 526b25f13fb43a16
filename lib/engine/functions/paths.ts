import type { TemplateFunction } from '../eval/function';

/** path.Clean: the shortest way to write a slash-separated path. */
export function cleanPath(path: string): string {
  if (path === '') {
    return '.';
  }
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part === '..' ? !rooted : part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}

/** path.Base */
export function baseName(path: string): string {
  if (path === '') {
    return '.';
  }
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** path.Dir */
function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

export const PATH_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  base: { parameters: ['string'], call: (_, path: string) => baseName(path) },
  dir: { parameters: ['string'], call: (_, path: string) => directoryName(path) },
  clean: { parameters: ['string'], call: (_, path: string) => cleanPath(path) },
  ext: { parameters: ['string'], call: (_, path: string) => extension(path) },
  isAbs: { parameters: ['string'], call: (_, path: string) => path.startsWith('/') },
};
