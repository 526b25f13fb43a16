import { CILIUM_MINORS, readImport } from '../../imports-directory';

/** The two programs that read cilium-config. */
export const PROGRAMS = ['agent', 'operator'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Types of options whose text has a form of its own. */
export const OPTION_TYPES = ['bool', 'duration', 'int', 'uint', 'float', 'pairs'] as const;
export type OptionType = (typeof OPTION_TYPES)[number];

type Names = readonly string[];
type Imported = Readonly<Record<Program, Readonly<Record<OptionType | 'other', Names>>>> & {
  /** What the chart writes beside the options of the two programs. */
  readonly chart: { readonly other: Names };
};

const ready = new Map<number, CiliumOptions>();

/** The options of a minor version of Cilium 1, hidden ones too, from its reference and its source; of a later minor: of the last known. */
export function ciliumOptions(minor: number): CiliumOptions {
  const known = CILIUM_MINORS.findLast((one) => one <= minor) ?? CILIUM_MINORS[0] ?? minor;
  const options = ready.get(known) ?? new CiliumOptions(known);
  ready.set(known, options);
  return options;
}

/** The first known minor that has an option; undefined where none has. */
export function minorWith(option: string): number | undefined {
  return CILIUM_MINORS.find((minor) => ciliumOptions(minor).names.has(option));
}

export class CiliumOptions {
  private readonly imported: Imported;

  constructor(private readonly minor: number) {
    this.imported = readImport(`cilium-options-1.${minor}.json`);
  }

  /** Whether these are the options of that minor, and not those of an earlier one in their place. */
  areOf(minor: number): boolean {
    return minor === this.minor;
  }

  /** Names of the options of a program that have that type. */
  ofType(program: Program, type: OptionType): Names {
    return this.imported[program][type];
  }

  /** Undefined where the program has no such option. */
  typeOf(program: Program, option: string): OptionType | 'other' | undefined {
    const types = this.imported[program];
    return ([...OPTION_TYPES, 'other'] as const).find((type) => types[type].includes(option));
  }

  /** All that somebody reads from cilium-config. */
  get names(): ReadonlySet<string> {
    const { agent, operator, chart } = this.imported;
    return new Set([agent, operator, chart].flatMap((types) => Object.values(types).flat()));
  }
}
