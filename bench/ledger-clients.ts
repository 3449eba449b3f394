import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

/** The clients of bench/ledger-http.ts: plain sockets, so that they take little of the machine from what is measured. */
type Task = { port: number; token: string; envelopes: readonly Uint8Array[]; count: number; connections: number };

const { port, token, envelopes, count, connections } = workerData as Task;
const latenciesMs: number[] = [];
let sent = 0;

function requestOf(envelope: Uint8Array): Buffer {
  const head = `POST /submit/entries HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/vnd.dsse.envelope.v1+json\r\ncontent-length: ${envelope.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), envelope]);
}

const requests = envelopes.map(requestOf);

/** One request after the other on one connection. */
function live(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let [began, answer] = [0, ""];
    const next = () => {
      if (sent >= count) {
        socket.end();
        resolve();
        return;
      }
      began = performance.now();
      socket.write(requests[sent++ % requests.length] as Buffer);
    };
    socket.once("connect", next);
    socket.once("error", reject);
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
      const body = answer.indexOf("\r\n\r\n");
      if (body < 0 || !answer.endsWith("}\n")) return;
      if (!answer.startsWith("HTTP/1.1 201")) reject(new Error(answer));
      latenciesMs.push(performance.now() - began);
      answer = "";
      next();
    });
  });
}

const start = performance.now();
await Promise.all(Array.from({ length: connections }, live));
parentPort?.postMessage({ seconds: (performance.now() - start) / 1000, latenciesMs }, []);
