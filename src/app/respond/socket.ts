import type { Json } from "../../lib/index.ts";
import { type ControlSocket, serveControlSocket } from "../control-socket.ts";
import { readRequest } from "./request.ts";
import type { Responder } from "./responder.ts";

/** The control socket of a responder. A request has at most 10,000 targets and their reason, or an envelope. */
export const RESPOND_SOCKET: ControlSocket = {
  name: "respond.sock",
  requestBytesMax: 8 * 1024 * 1024,
  connectionsMax: 32,
  idleMs: 300_000,
};

/** Answers requests on DATA/respond.sock until closed. The holder of the ledger's lock owns the name. */
export function serveResponder(
  dataDirectory: string,
  responder: Pick<Responder, "answer">,
  onProblem: (what: string) => void,
): Promise<{ close(): Promise<void> }> {
  const answer = async (json: Json) => {
    const request = readRequest(json);
    if (!request.ok) return { expected: `expected ${request.fault.expected} at ${request.fault.path}` };
    return { value: (await responder.answer(request.value)) as unknown as Json };
  };
  return serveControlSocket(dataDirectory, RESPOND_SOCKET, { answer, onProblem });
}
