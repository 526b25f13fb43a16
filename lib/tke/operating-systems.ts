/** What is known of the node images on which Cilium on TKE has been verified. */
export interface NodeImage {
  /** Kernel of the image, major and minor version. */
  readonly kernel: string;
  /** Name of the image in the API of TKE, the console and Terraform (OsName). */
  readonly osName: string;
  /** The vendor takes features of later kernels into this one, so its number alone says too little. */
  readonly backports?: true;
}

/**
 * Node images with a kernel of 5.10 or later on which Cilium on TKE has been verified
 * (https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium/appendix/verified-os.md).
 */
export const NODE_IMAGES = {
  'tencentos-4': { kernel: '6.6', osName: 'tlinux4_x86_64_public' },
  'ubuntu-24.04': { kernel: '6.8', osName: 'ubuntu24.04x86_64' },
  'ubuntu-22.04': { kernel: '5.15', osName: 'ubuntu22.04x86_64' },
  'debian-12': { kernel: '6.1', osName: 'debian12.8x86_64' },
  'debian-11': { kernel: '5.10', osName: 'debian11.11x86_64' },
  'opencloudos-9': { kernel: '6.6', osName: 'opencloudos9.0x86_64' },
  'rocky-9': { kernel: '5.14', osName: 'rockylinux9.3x86_64', backports: true },
  'rhel-9': { kernel: '5.14', osName: 'redhat9.5x86_64', backports: true },
} as const satisfies Readonly<Record<string, NodeImage>>;

/** The names that a cluster file has for them. */
export const OPERATING_SYSTEMS = Object.keys(NODE_IMAGES) as (keyof typeof NODE_IMAGES)[];

/** The names that TKE has for them, which a cluster file may use as well. */
export const OS_NAMES = Object.values(NODE_IMAGES).map(({ osName }) => osName);

/** The image that has either name. */
export function nodeImage(os: string): NodeImage | undefined {
  const images: readonly (readonly [string, NodeImage])[] = Object.entries(NODE_IMAGES);
  return images.find(([name, { osName }]) => name === os || osName === os)?.[1];
}
