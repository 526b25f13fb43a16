import type { JsonObject } from '../json';

/** One thing that is read from a cluster: a named object, all objects of a kind in a namespace, or a raw path. */
export interface Read {
  /** Plural name of the resource, with its group when it is not the core one: `daemonsets.apps`. */
  readonly resource?: string;
  /** Left out for resources of the cluster. */
  readonly namespace?: string;
  /** Left out to list them all. */
  readonly name?: string;
  /** Whether it is read too who set which field. */
  readonly managers?: boolean;
  /** A path outside the API groups, for example `/version`; then nothing else is given. */
  readonly path?: string;
}

/** What came back. That a read is not allowed is an answer of its own: it must never pass for "there is none". */
export type Answer =
  | { readonly kind: 'found'; readonly object: JsonObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Something that somebody does to objects of a cluster, as its authorization sees it. */
export interface Access {
  readonly verb: 'create' | 'patch' | 'delete';
  /** Plural name of the resource, with its group when it is not the core one. */
  readonly resource: string;
  /** Left out for resources of the cluster. */
  readonly namespace?: string;
}

/** What the API server says of an access. That it does not say is an answer of its own. */
export type Permission =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Reads a cluster, and can do nothing else to it. Tests plug recorded answers in here. */
export interface ClusterReader {
  read(read: Read): Answer;
  /**
   * Asks whether somebody may do something, without doing it.
   *
   * @param user a user, or `system:serviceaccount:<namespace>:<name>`; default: the one who asks
   */
  may(access: Access, user?: string): Permission;
}
