/**
 * How far this engine goes. Helm has a limit for archives, for `include` and for YAML; Go's stack grows to a gigabyte,
 * where Node's holds about a megabyte, and Go's memory is the machine's. What is beyond is refused by name and not
 * answered with an error of Node.
 */

/** Bytes of all files of an archive, unpacked. Helm's own limit. */
export const LARGEST_CHART = 100 * 1024 * 1024;

/** Bytes of one file of an archive. Helm's own limit. */
export const LARGEST_FILE = 5 * 1024 * 1024;

/**
 * Bytes of one text that a function makes or a template prints. Helm stores a release in a Secret of 1 MiB and an API
 * server takes objects of 1.5 MiB; Node's own limit is half a gigabyte.
 */
export const LARGEST_TEXT = 64 * 1024 * 1024;

/** Items of a list that `until` or `untilStep` counts: 16 bytes of memory each, and so 320 MB. */
export const LONGEST_LIST = 20_000_000;

/**
 * Maps and lists inside each other, of values, a schema or JSON. Node's stack holds some three thousand calls of the
 * functions that go through them; charts have ten.
 */
export const DEEPEST_VALUE = 500;

/** Branches, parentheses and `else if` inside each other in a template. Charts have ten. */
export const DEEPEST_TEMPLATE = 200;

/** Rounds of all loops of a release together. Ten million take about a second. */
export const MOST_ROUNDS = 200_000_000;
