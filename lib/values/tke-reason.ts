/** Why this tool sets a chart value. */
export interface TkeReason {
  /** Dotted path of the value, or of a map that it is in; after a `*`, how the paths of several values end. */
  readonly key: string;
  /** The field of the cluster file that decides it; absent where every cluster on TKE needs it. */
  readonly field?: string;
  /** One sentence. */
  readonly why: string;
  /** Where that is known from. */
  readonly source: string;
}

/** The guide that most of the values come from. */
const GUIDE_REPOSITORY = 'https://github.com/imroc/tke-guide';

/** A commit of the guide. */
export const guideCommit = (hash: string) => `${GUIDE_REPOSITORY}/commit/${hash}`;

/** A page of the guide's chapter on Cilium. */
export const guidePage = (name: string) => `${GUIDE_REPOSITORY}/blob/main/docs/networking/cilium/${name}.md`;
