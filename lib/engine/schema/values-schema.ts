import type { Dict } from '../go/value';

export interface ValuesSchema {
  check(chart: string, values: Dict): void;
}

export function compileSchema(_text: string): ValuesSchema {
  return { check: () => undefined };
}
