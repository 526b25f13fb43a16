import { containerdMirrorScript, type MirrorSettings } from './script';

/**
 * Most bytes that a node pool takes, counted after base64: "Base64-encoded User Data text, the length limit is 16KB"
 * (https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/kubernetes_node_pool).
 */
export const USER_DATA_LIMIT = 16 * 1024;

/** A node pool's "custom script, run after the node is initialized", as text and as the API wants it. */
export interface UserData {
  readonly plain: string;
  readonly base64: string;
}

/**
 * The node script as node pool user data: the same script in its one-shot mode, so that a new node has the mirror
 * before its first pod. To fit the limit it comes without comments, indents, and the parts only the pod needs.
 * @throws {Error} when it would not fit
 */
export function nodePoolUserData(settings: MirrorSettings = {}): UserData {
  const script = containerdMirrorScript(settings);
  const userData = made.get(script) ?? userDataOf(script);
  made.set(script, userData);
  return userData;
}

/** By their scripts: most clusters of a fleet have the same. */
const made = new Map<string, UserData>();

function userDataOf(script: string): UserData {
  const plain = compact(script);
  const base64 = Buffer.from(plain).toString('base64');
  if (base64.length > USER_DATA_LIMIT) {
    throw new Error(`user data of ${base64.length} bytes in base64 is over the limit of ${USER_DATA_LIMIT}`);
  }
  return { plain, base64 };
}

function compact(script: string): string {
  const once = script.replace(/^ *# pod: begin\n[\s\S]*?^ *# pod: end\n/gm, '').replace(/^.* # pod\n/gm, '');
  const [shebang = '', ...lines] = once.split('\n');
  const kept = lines.map((line) => line.trimStart()).filter((line) => line !== '' && !line.startsWith('#'));
  return `${[shebang, ...kept].join('\n')}\n`;
}
