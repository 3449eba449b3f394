// The other end of the cable: sends its own address from each of them, ten times in a tenth of a second, and ticks over one connection.
import { createSocket } from "node:dgram";
import { connect } from "node:net";

const [port = "", tcpPort = "", ...pairs] = process.argv.slice(2);
for (const pair of pairs) {
  const [from = "", to = ""] = pair.split(">");
  const socket = createSocket(from.includes(":") ? "udp6" : "udp4");
  socket.bind(0, from, () => setInterval(() => socket.send(from, Number(port), to), 10));
}
const [from = "", to = ""] = (pairs[0] ?? "").split(">");
const connection = connect({ port: Number(tcpPort), host: to, localAddress: from }, () => {
  setInterval(() => connection.write("tick"), 10);
});
