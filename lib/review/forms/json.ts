import type { Report } from '../report';
import { plainText } from '../text';

/** Raised when a field changes its meaning or goes; new fields may come. docs/review.md describes the document. */
const JSON_VERSION = 1;

/** The report as one JSON document, for other programs. Texts are plain, with no marks around values. */
export function asJson(report: Report): string {
  return `${JSON.stringify(jsonReport(report), null, 2)}\n`;
}

/** What {@link asJson} writes, before it is a text. */
function jsonReport(report: Report) {
  const names = (clusters: readonly number[]) => clusters.map((index) => report.clusters[index]);
  return {
    version: JSON_VERSION,
    before: report.before,
    after: report.after,
    compared: report.compared,
    clusters: report.clusters,
    rings: report.rings.map(({ ring, clusters }) => ({ ring, clusters: names(clusters) })),
    counts: report.counts,
    causesUnknown: report.causesUnknown,
    causes: report.causes.map(({ id, source, text, places }) => ({
      id,
      source,
      text: plainText(text),
      places,
    })),
    lines: report.lines.map((line) => ({
      group: line.group,
      subject: line.subject,
      under: line.under,
      text: plainText(line.text),
      steps: line.steps.map(plainText),
      note: line.note === undefined ? undefined : plainText(line.note),
      rule: line.rule,
      change: line.change,
      acknowledged: line.acknowledged,
      clusters: names(line.clusters),
      causes: line.causes.map(({ id }) => id),
      paths: line.paths,
    })),
    idle: report.idle,
    kinds: report.kinds.map(({ clusters, lines }) => ({ clusters: names(clusters), lines })),
  };
}
