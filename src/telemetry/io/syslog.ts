import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { SyslogFramer, type SyslogMessage, withoutLineEnd } from "../framer-syslog.ts";
import { Inbox } from "./inbox.ts";
import type { SourceProblem, SyslogSource } from "./source.ts";

/** More senders than this at once are turned away. */
const SYSLOG_CONNECTIONS_MAX = 64;
const DATAGRAM_BUFFER_BYTES = 4_194_304;

type Address = { readonly host: string; readonly port: number };

/** A bound socket that fills an inbox. UDP drops what does not fit and counts it; TCP makes its senders wait. */
export class SyslogListener {
  readonly inbox = new Inbox();
  readonly #now: () => number;
  #offset = 0;
  #close: () => void = () => {};
  #problem: SourceProblem | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get problem(): SourceProblem | undefined {
    return this.#problem;
  }

  /** Starts to listen; undefined when the address cannot be had, with the reason in `problem`. */
  async bind(source: SyslogSource): Promise<Address | undefined> {
    try {
      return await (source.transport === "udp" ? this.#bindUdp(source) : this.#bindTcp(source));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problem = { kind: "unreadable", source: source.id, reason };
      return undefined;
    }
  }

  /** Takes no more messages; those in the inbox stay. */
  close(): void {
    this.#close();
    this.#close = () => {};
  }

  async #bindUdp({ host, port }: SyslogSource): Promise<Address> {
    const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: DATAGRAM_BUFFER_BYTES });
    this.#close = () => socket.close();
    socket.on("message", (datagram) => {
      const bytes = withoutLineEnd(datagram);
      if (this.inbox.full) this.inbox.countDropped();
      else if (bytes.length > 0) this.#put({ bytes });
    });
    socket.bind(port, host);
    await once(socket, "listening");
    const { address, port: bound } = socket.address();
    return { host: address, port: bound };
  }

  async #bindTcp({ host, port }: SyslogSource): Promise<Address> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => this.#serve(socket, sockets));
    server.maxConnections = SYSLOG_CONNECTIONS_MAX;
    this.#close = () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    this.inbox.onRoom = () => {
      for (const socket of sockets) socket.resume();
    };
    server.listen(port, host);
    await once(server, "listening");
    const bound = server.address();
    return typeof bound === "object" && bound !== null ? { host: bound.address, port: bound.port } : { host, port };
  }

  #serve(socket: Socket, sockets: Set<Socket>): void {
    const framer = new SyslogFramer();
    sockets.add(socket);
    socket.on("data", (chunk: Buffer) => {
      for (const message of framer.push(chunk)) this.#put(message);
      if (this.inbox.full) socket.pause();
    });
    socket.on("error", () => socket.destroy()); // a sender that breaks off: what it sent is kept, "close" follows
    socket.on("close", () => {
      sockets.delete(socket);
      for (const message of framer.end()) this.#put(message);
    });
  }

  #put({ bytes, refused }: SyslogMessage): void {
    const offset = this.#offset;
    this.#offset += bytes.length;
    const end = { offset: this.#offset, mode: "line" } as const;
    const frame = { bytes, offset, lines: 1, end };
    this.inbox.put(refused === undefined ? frame : { ...frame, refused }, this.#now());
  }
}
