import { readFileSync } from 'node:fs';
import type { Dialect } from '../../lib/engine/dialect';
import { manifestText } from '../../lib/engine/documents/release-manifest';
import { fromBytes } from '../../lib/engine/go/bytes';
import { parsedAnew } from '../../lib/engine/parsed/parsed-chart-store';
import { PreparedChart } from '../../lib/engine/prepared-chart';
import { faultOf, helmsWords } from '../../lib/engine/refusal';
import type { ReleaseRequest } from '../../lib/engine/renderer';
import type { Outcome } from './real-helm';

/** What this engine made of a render; `outside` when it is not in its profile. */
export type EngineOutcome = Outcome | { readonly outside: string };

/** The engine below its public face, so that a refusal is Helm's words and nothing else. */
export class EngineUnderTest {
  private readonly charts = new Map<string, PreparedChart>();

  constructor(private readonly dialect: Dialect) {}

  render(request: ReleaseRequest): EngineOutcome {
    try {
      const documents = this.prepare(request).render(request, () => undefined);
      return { text: fromBytes(manifestText(documents)) };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  private prepare({ chart }: ReleaseRequest): PreparedChart {
    let prepared = this.charts.get(chart.digest);
    if (!prepared) {
      this.charts.clear();
      prepared = new PreparedChart(parsedAnew.parsed(readFileSync(chart.path), this.dialect), this.dialect);
      this.charts.set(chart.digest, prepared);
    }
    return prepared;
  }
}

/** What an error of the engine is as an answer. A fault of the engine itself is thrown on. */
export function outcomeOf(error: unknown): EngineOutcome {
  const fault = faultOf(error);
  if (!fault) {
    throw error;
  }
  if (fault.kind === 'refused' || fault.kind === 'unreadable-chart') {
    return { refusal: fromBytes(helmsWords(error) ?? fault.problem).trim() };
  }
  return { outside: fault.problem };
}
