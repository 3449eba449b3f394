import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";

// apt: openssl faketime

const run = promisify(execFile);
const FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/** What openssl(1) signs as: an authority of our own with its own certificate authority, for tests. */
export type LocalAuthority = {
  readonly folder: string;
  /** Its CA, PEM. */
  readonly anchors: string;
  /** The reply to a query; `at`, such as "2020-01-01 00:00:00", sets its clock. */
  reply(query: Uint8Array, at?: string): Promise<Uint8Array>;
};

/** False when openssl is there, else the reason to skip. */
export function skipWithoutOpenssl(): string | false {
  return spawnSync("openssl", ["version"]).status === 0 ? false : "needs openssl (Debian: openssl)";
}

/** False when libfaketime is there too, else the reason to skip. */
export function skipWithoutFaketime(): string | false {
  return skipWithoutOpenssl() || (existsSync(FAKETIME) ? false : "needs libfaketime (Debian: faketime)");
}

const CONFIG = `[ req ]
distinguished_name = dn
prompt = no
[ dn ]
CN = NAME
[ v3_ca ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ v3_tsa ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ tsa ]
default_tsa = tsa1
[ tsa1 ]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./ca.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.32473.1.1
other_policies = 1.3.6.1.4.1.32473.1.2
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = ESS
`;

export type AuthorityChoices = {
  readonly name: string;
  /** Days until the signing certificate expires. */
  readonly days?: number;
  readonly rsa?: boolean;
  /** sha1 makes a signingCertificate, sha256 a signingCertificateV2. */
  readonly ess?: "sha1" | "sha256";
};

/** Makes an authority in a new folder under `parent`, by openssl. */
export async function makeAuthority(parent: string, choices: AuthorityChoices): Promise<LocalAuthority> {
  const { name, days = 365, rsa = false, ess = "sha256" } = choices;
  const folder = join(parent, name.replaceAll(" ", "-"));
  await mkdir(folder);
  const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });
  await writeFile(join(folder, "tsa.cnf"), CONFIG.replace("NAME", name).replace("ESS", ess));
  const newKey = rsa ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const request = ["req", "-config", "tsa.cnf", "-nodes", ...newKey];
  await openssl(
    ...request,
    "-x509",
    "-days",
    "3650",
    "-extensions",
    "v3_ca",
    "-subj",
    `/CN=${name} CA`,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  await openssl(...request, "-subj", `/CN=${name}`, "-keyout", "tsa.key", "-out", "tsa.csr");
  const sign = ["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "7", "-days", String(days)];
  await openssl(...sign, "-extfile", "tsa.cnf", "-extensions", "v3_tsa", "-out", "tsa.pem");
  await writeFile(join(folder, "serial"), "01\n");
  let replies = 0;
  return {
    folder,
    anchors: join(folder, "ca.pem"),
    async reply(query, at) {
      const [asked, answered] = [join(folder, `${++replies}.tsq`), join(folder, `${replies}.tsr`)];
      await writeFile(asked, query);
      const env = at === undefined ? process.env : { ...process.env, LD_PRELOAD: FAKETIME, FAKETIME: at };
      await run("openssl", ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", asked, "-out", answered], { cwd: folder, env });
      return new Uint8Array(await readFile(answered));
    },
  };
}

/** Serves an authority on loopback until the test ends; gives its URL. */
export async function serveAuthority(
  context: Pick<TestContext, "after">,
  { reply }: Pick<LocalAuthority, "reply">,
): Promise<string> {
  // One after the other: openssl's serial number lies in a file.
  let last: Promise<unknown> = Promise.resolve();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const query = Buffer.concat(await request.toArray());
    const replied = last.then(() => reply(query));
    last = replied.catch(() => undefined);
    try {
      response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(await replied);
    } catch {
      response.writeHead(500).end();
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => new Promise((resolve) => server.close(resolve)));
  context.after(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
