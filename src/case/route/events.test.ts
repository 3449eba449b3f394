import assert from "node:assert/strict";
import { test } from "node:test";
import { eventOf, guid, nameOf, SECURITY, SYSMON } from "../../../test/route/events.ts";
import type { Fields, LogSource } from "../../model/index.ts";
import { createProvenance } from "./provenance.ts";

const SYSTEM: LogSource = { product: "windows", service: "system" };
const AUDITD: LogSource = { product: "linux", service: "auditd" };
const SSHD: LogSource = { product: "linux", service: "sshd" };
const P = { Computer: "h1", ProcessGuid: guid(1), ProcessId: "10", Image: "C:\\a.exe" };
const S = { Computer: "h1", SubjectLogonId: "0x99" };
const CALL = { type: ["SYSCALL", "PATH"], host: "h1", pid: "7", ppid: "6", ses: "3", exe: "/bin/x", success: "yes" };
const ENDS = { src_ip: "10.0.0.1", src_port: "40000", dst_ip: "10.0.0.2", dst_port: "445" };

/** What each kind of event says: the edges that come of it, as "from-kind edge to-kind", sorted. */
const TABLE: readonly (readonly [what: string, LogSource, Fields, readonly string[]])[] = [
  [
    "Sysmon 1",
    SYSMON,
    { ...P, EventID: 1, ParentProcessGuid: guid(2), ParentProcessId: "9", ParentImage: "C:\\p.exe", LogonId: "0x99" },
    ["file executes process", "process starts process", "session runs in process"],
  ],
  [
    "Sysmon 3 out",
    SYSMON,
    { ...P, EventID: 3, Initiated: "true", SourceIp: "1.1.1.1", SourcePort: "5", DestinationIp: "2.2.2.2", DestinationPort: "6" },
    ["process connects socket", "socket answers process"],
  ],
  [
    "Sysmon 3 in",
    SYSMON,
    {
      ...P,
      EventID: 3,
      Initiated: "false",
      SourceIp: "1.1.1.1",
      SourcePort: "5",
      DestinationIp: "2.2.2.2",
      DestinationPort: "6",
    },
    ["socket accepts process"],
  ],
  ["Sysmon 7", SYSMON, { ...P, EventID: 7, ImageLoaded: "C:\\x.dll" }, ["file loads process"]],
  [
    "Sysmon 8",
    SYSMON,
    {
      Computer: "h1",
      EventID: 8,
      SourceProcessGuid: guid(1),
      SourceProcessId: "1",
      TargetProcessGuid: guid(2),
      TargetProcessId: "2",
    },
    ["process injects process"],
  ],
  [
    "Sysmon 10",
    SYSMON,
    {
      Computer: "h1",
      EventID: 10,
      SourceProcessGUID: guid(1),
      SourceProcessId: "1",
      TargetProcessGUID: guid(2),
      TargetProcessId: "2",
    },
    ["process opens process"],
  ],
  ["Sysmon 11", SYSMON, { ...P, EventID: 11, TargetFilename: "C:\\f" }, ["process replaces file"]],
  ["Sysmon 12", SYSMON, { ...P, EventID: 12, TargetObject: "HKLM\\X" }, ["process sets registry"]],
  [
    "Sysmon 13 of a Run key",
    SYSMON,
    { ...P, EventID: 13, TargetObject: "HKU\\S\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\u", Details: "C:\\e.exe" },
    ["process sets registry", "registry configures command"],
  ],
  ["Sysmon 15", SYSMON, { ...P, EventID: 15, TargetFilename: "C:\\f:Zone.Identifier" }, ["process writes file"]],
  ["Sysmon 17", SYSMON, { ...P, EventID: 17, PipeName: "\\p" }, ["pipe accepts process"]],
  ["Sysmon 18", SYSMON, { ...P, EventID: 18, PipeName: "\\p" }, ["process connects pipe"]],
  ["Sysmon 18 without a name", SYSMON, { ...P, EventID: 18, PipeName: "<Anonymous Pipe>" }, []],
  [
    "Sysmon 20",
    SYSMON,
    { Computer: "h1", EventID: 20, User: "D\\u", Name: "n", Destination: "cmd /c x" },
    ["account creates wmi", "wmi configures command"],
  ],
  ["Sysmon 22", SYSMON, { ...P, EventID: 22, QueryName: "a.example" }, ["process looks name"]],
  ["Sysmon 23", SYSMON, { ...P, EventID: 23, TargetFilename: "C:\\f" }, ["process deletes file"]],
  ["Sysmon 25", SYSMON, { ...P, EventID: 25 }, ["file executes process"]],
  [
    "4624",
    SECURITY,
    {
      Computer: "h1",
      EventID: 4624,
      LogonType: "3",
      TargetLogonId: "0x99",
      TargetUserName: "u",
      TargetDomainName: "D",
      IpAddress: "10.0.0.9",
      IpPort: "50000",
    },
    ["account logs on session", "address sends socket", "socket logs on session"],
  ],
  [
    "4624 of the machine",
    SECURITY,
    { Computer: "h1", EventID: 4624, TargetLogonId: "0x3e7", IpAddress: "10.0.0.9", IpPort: "5" },
    [],
  ],
  [
    "4625",
    SECURITY,
    { Computer: "h1", EventID: 4625, TargetUserName: "u", IpAddress: "10.0.0.9", IpPort: "50000" },
    ["address sends socket", "socket tries to log on account"],
  ],
  [
    "4648",
    SECURITY,
    { ...S, EventID: 4648, TargetUserName: "u", ProcessId: "0x10" },
    ["process uses account", "session uses account"],
  ],
  ["4672", SECURITY, { ...S, EventID: 4672, SubjectUserName: "u" }, ["account logs on session"]],
  [
    "4688",
    SECURITY,
    { ...S, EventID: 4688, NewProcessId: "0x20", NewProcessName: "C:\\a.exe", ProcessId: "0x10" },
    ["file executes process", "process starts process", "session runs in process"],
  ],
  [
    "4697",
    SECURITY,
    { ...S, EventID: 4697, ServiceName: "s", ServiceFileName: "cmd /c x" },
    ["service configures command", "session installs service"],
  ],
  [
    "4698",
    SECURITY,
    { ...S, EventID: 4698, TaskName: "\\t", TaskContent: "<Command>c.exe</Command>" },
    ["session creates task", "task configures command"],
  ],
  ["4720", SECURITY, { ...S, EventID: 4720, TargetUserName: "new" }, ["session creates account"]],
  ["4732", SECURITY, { ...S, EventID: 4732, MemberName: "CN=new,OU=x" }, ["session changes account"]],
  [
    "4657",
    SECURITY,
    { ...S, EventID: 4657, ProcessId: "0x10", ObjectName: "\\REGISTRY\\MACHINE\\X", ObjectValueName: "v" },
    ["process sets registry"],
  ],
  [
    "4663 that writes",
    SECURITY,
    { ...S, EventID: 4663, ProcessId: "0x10", ObjectType: "File", ObjectName: "C:\\f", AccessMask: "0x2" },
    ["process writes file"],
  ],
  [
    "4663 that reads",
    SECURITY,
    { ...S, EventID: 4663, ProcessId: "0x10", ObjectType: "File", ObjectName: "C:\\f", AccessMask: "0x1" },
    ["file reads process"],
  ],
  [
    "4656 of a key",
    SECURITY,
    { ...S, EventID: 4656, ProcessId: "0x10", ObjectType: "Key", ObjectName: "\\REGISTRY\\MACHINE\\X", AccessMask: "0xf003f" },
    ["registry consults process"],
  ],
  [
    "4768",
    SECURITY,
    { Computer: "h1", EventID: 4768, TargetUserName: "u", IpAddress: "::ffff:10.0.0.9", IpPort: "50000" },
    ["address sends socket", "socket authenticates account"],
  ],
  [
    "5145 that writes",
    SECURITY,
    {
      ...S,
      EventID: 5145,
      ShareName: "\\\\*\\C$",
      ShareLocalPath: "\\??\\C:\\",
      RelativeTargetName: "f",
      AccessMask: "0x2",
      IpAddress: "10.0.0.9",
      IpPort: "50000",
    },
    ["address sends socket", "session writes file", "socket logs on session"],
  ],
  [
    "5145 of a pipe",
    SECURITY,
    { ...S, EventID: 5145, ShareName: "\\\\*\\IPC$", RelativeTargetName: "svcctl" },
    ["session writes pipe"],
  ],
  [
    "5156 in",
    SECURITY,
    {
      Computer: "h1",
      EventID: 5156,
      ProcessID: "4",
      Direction: "%%14592",
      SourceAddress: "1.1.1.1",
      SourcePort: "5",
      DestAddress: "2.2.2.2",
      DestPort: "6",
    },
    ["socket accepts process"],
  ],
  ["7045", SYSTEM, { Computer: "h1", EventID: 7045, ServiceName: "s", ImagePath: "c.exe" }, ["service configures command"]],
  [
    "4104",
    { product: "windows", service: "powershell" },
    { Computer: "h1", EventID: 4104, ExecutionProcessID: 44, ScriptBlockId: "b", ScriptBlockText: "Get-Date" },
    ["process runs script"],
  ],
  [
    "execve",
    AUDITD,
    { ...CALL, SYSCALL: "execve", CommandLine: "x -a", name: ["/bin/x", "/lib/ld.so"], nametype: ["NORMAL", "NORMAL"] },
    ["file executes process", "process starts process", "session runs in process"],
  ],
  [
    "connect in progress",
    AUDITD,
    { ...CALL, success: "no", exit: "-115", SYSCALL: "connect", laddr: "1.1.1.1", lport: 80 },
    ["process connects socket", "session runs in process", "socket answers process"],
  ],
  ["connect refused", AUDITD, { ...CALL, success: "no", exit: "-111", SYSCALL: "connect", laddr: "1.1.1.1", lport: 80 }, []],
  [
    "rename",
    AUDITD,
    {
      ...CALL,
      SYSCALL: "rename",
      cwd: "/",
      name: ["/d", "/d", "/d/a", "/d/b"],
      nametype: ["PARENT", "PARENT", "DELETE", "CREATE"],
    },
    ["file renames file", "process deletes file", "process replaces file", "session runs in process"],
  ],
  [
    "LOGIN",
    AUDITD,
    { type: "LOGIN", host: "h1", pid: "7", ses: "4", AUID: "u" },
    ["account logs on session", "process logs on session"],
  ],
  [
    "USER_LOGIN",
    AUDITD,
    { type: "USER_LOGIN", host: "h1", pid: "7", ses: "4", AUID: "u", addr: "10.0.0.9", res: "success" },
    ["account logs on session", "login logs on session"],
  ],
  ["ADD_USER", AUDITD, { type: "ADD_USER", host: "h1", pid: "7", ID: "new", res: "success" }, ["process creates account"]],
  [
    "sshd",
    SSHD,
    {
      host: "h1",
      program: "sshd",
      pid: "5",
      action: "login",
      outcome: "success",
      user: "u",
      src_ip: "10.0.0.9",
      src_port: 50000,
    },
    ["account logs on session", "address sends socket", "login logs on session", "socket accepts login"],
  ],
  [
    "sudo",
    { product: "linux", service: "sudo" },
    { host: "h1", action: "sudo", outcome: "success", user: "u", command: "/bin/id" },
    ["account asks command"],
  ],
  ["Zeek conn", { product: "zeek", service: "conn" }, ENDS, ["address sends socket"]],
  [
    "Zeek SMB",
    { product: "zeek", service: "smb_files" },
    { ...ENDS, "id.resp_h": "10.0.0.2", action: "SMB::FILE_WRITE", path: "\\\\h\\c$", name: "f" },
    ["address sends socket", "socket writes file"],
  ],
  [
    "Zeek DCE/RPC",
    { product: "zeek", service: "dce_rpc" },
    { ...ENDS, endpoint: "svcctl", operation: "CreateServiceW" },
    ["address sends socket", "socket calls call"],
  ],
  [
    "Suricata",
    { product: "suricata", service: "flow" },
    { ...ENDS, dest_ip: "10.0.0.2", dest_port: 445 },
    ["address sends socket"],
  ],
  ["tshark", { product: "tshark", category: "network_connection" }, { ...ENDS, tcp_flags: "0x0002" }, ["address sends socket"]],
  [
    "nginx",
    { category: "webserver" },
    { host: "h1", "c-ip": "10.0.0.9", "cs-method": "GET", "cs-uri": "/x" },
    ["address asks request"],
  ],
  [
    "CloudTrail",
    { product: "aws", service: "cloudtrail" },
    {
      eventName: "GetObject",
      eventSource: "s3.amazonaws.com",
      "userIdentity.accessKeyId": "KEY",
      "userIdentity.arn": "arn:u",
      sourceIPAddress: "10.0.0.9",
      "requestParameters.bucketName": "b",
    },
    ["address logs on session", "principal logs on session", "session calls call", "session changes call"],
  ],
  ["another event", { product: "windows", service: "application" }, { Computer: "h1", EventID: 1000 }, []],
];

for (const [what, logsource, fields, expected] of TABLE) {
  test(`${what} says ${expected.length === 0 ? "nothing" : expected.join(", ")}`, () => {
    const graph = createProvenance();
    const event = eventOf(1, 1_600_000_000_000, logsource, fields);
    graph.add(event);
    const both = [graph.backward({ record: nameOf(event) }), graph.forward({ record: nameOf(event) })];
    const said = new Set<string>();
    for (const { nodes, edges } of both) {
      const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
      for (const { from, to, kind, records } of edges) {
        said.add(`${kinds.get(from)} ${kind} ${kinds.get(to)}`);
        assert.deepEqual(records, [nameOf(event)]);
      }
    }
    assert.deepEqual([...said].sort(), expected);
    assert.equal(graph.size().edges, expected.length);
  });
}
