import { connect, createServer, type Server, type Socket } from 'node:net';
import { addAddress } from '../network';

/** A load balancer of the VPC, which hands connections on to a port of a node. */
export class LoadBalancer {
  private readonly open = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Listens at its address, which nodes reach by their gateway. */
  static async start(address: string, port: number, node: string, nodePort: number): Promise<LoadBalancer> {
    addAddress(address);
    const server = createServer();
    const balancer = new LoadBalancer(server);
    server.on('connection', (client) => balancer.handOn(client, connect(nodePort, node)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, address, resolve);
    });
    return balancer;
  }

  private handOn(client: Socket, node: Socket): void {
    for (const [from, to] of [
      [client, node],
      [node, client],
    ] as const) {
      this.open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }

  close(): void {
    this.server.close();
    for (const socket of this.open) {
      socket.destroy();
    }
  }
}
