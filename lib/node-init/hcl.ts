import { isObject, type JsonValue } from '../json';

/** A quoted HCL string; \`\${\` and \`%{\` would start a template (https://developer.hashicorp.com/terraform/language/expressions/strings). */
export function hclString(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$$${').replaceAll('%{', '%%{');
}

/** An expression with that value: maps and lists in lines of their own, `indent` deep. */
export function hclValue(value: JsonValue, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0
      ? '[]'
      : `[\n${value.map((item) => `${inner}${hclValue(item, inner)},\n`).join('')}${indent}]`;
  }
  if (isObject(value)) {
    const lines = Object.entries(value).map(
      ([key, item]) => `${inner}${hclString(key)} = ${hclValue(item, inner)}\n`,
    );
    return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
  }
  return typeof value === 'string' ? hclString(value) : String(value);
}

/** Terraform takes letters, digits, dashes and underscores, and no digit first, for the name of a resource. */
export function resourceName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]/gu, '-').replace(/^(?=[\p{N}-])/u, '_');
}
