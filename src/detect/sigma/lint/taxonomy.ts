import type { LogSource } from "../../../model/index.ts";

const words = (text: string): readonly string[] => text.split(" ");

/** What every Windows event may carry beside its own data. */
const WINDOWS_HEAD = words(
  "EventID Channel Provider_Name Provider_Guid Computer EventRecordID Execution_ProcessID Execution_ThreadID Keywords Level Opcode Task Version Security_UserID Message RuleName UtcTime EventType timestamp hostname",
);
const PROCESS = words("ProcessGuid ProcessId Image User");
const VERSION = words("FileVersion Description Product Company OriginalFileName");
const HASHES = words("Hashes Imphash imphash md5 sha1 sha256");
const SIGNATURE = words("Signed Signature SignatureStatus");
const CREATION = words(
  "CommandLine CurrentDirectory LogonGuid LogonId TerminalSessionId IntegrityLevel ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser",
);
/** What 4688 of the Security log has and Sysmon has not. */
const EVENT_4688 = words(
  "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId NewProcessId NewProcessName TokenElevationType ProcessCommandLine TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel",
);
const BETWEEN = words(
  "SourceProcessGuid SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGuid TargetProcessGUID TargetProcessId TargetImage SourceUser TargetUser",
);

/**
 * The fields of Windows categories: Sysmon's event schema 4.90, which the taxonomy appendix 2.1 takes for its names ("Fields"), and those of
 * Security 4688 for process creation.
 */
const WINDOWS_FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  (
    [
      ["process_creation", [...PROCESS, ...VERSION, ...HASHES, ...CREATION, ...EVENT_4688]],
      ["file_change", [...PROCESS, ...words("TargetFilename CreationUtcTime PreviousCreationUtcTime")]],
      [
        "network_connection",
        [
          ...PROCESS,
          ...words("Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName"),
          ...words("DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName"),
        ],
      ],
      ["driver_load", [...words("ImageLoaded"), ...HASHES, ...SIGNATURE]],
      ["image_load", [...PROCESS, "ImageLoaded", ...VERSION, ...HASHES, ...SIGNATURE]],
      ["create_remote_thread", [...BETWEEN, ...words("NewThreadId StartAddress StartModule StartFunction")]],
      ["raw_access_thread", [...PROCESS, "Device"]],
      ["process_access", [...BETWEEN, ...words("GrantedAccess CallTrace")]],
      ["file_event", [...PROCESS, ...words("TargetFilename CreationUtcTime")]],
      ["registry_add", [...PROCESS, "TargetObject"]],
      ["registry_delete", [...PROCESS, "TargetObject"]],
      ["registry_set", [...PROCESS, ...words("TargetObject Details")]],
      ["registry_rename", [...PROCESS, ...words("TargetObject NewName")]],
      ["registry_event", [...PROCESS, ...words("TargetObject Details NewName")]],
      ["create_stream_hash", [...PROCESS, ...words("TargetFilename CreationUtcTime Hash Contents"), ...HASHES]],
      ["pipe_created", [...PROCESS, "PipeName"]],
      ["wmi_event", words("Operation User EventNamespace Name Query Type Destination Consumer Filter")],
      ["dns_query", [...PROCESS, ...words("QueryName QueryStatus QueryResults")]],
      ["file_delete", [...PROCESS, ...words("TargetFilename IsExecutable Archived"), ...HASHES]],
      ["process_tampering", [...PROCESS, "Type"]],
    ] as const
  ).map(([category, fields]) => [category, new Set([...WINDOWS_HEAD, ...fields])]),
);

/** The fields that events of a rule's log source can have; undefined when no table lists them. */
export function fieldsOf({ product, category }: LogSource): ReadonlySet<string> | undefined {
  return product === "windows" && category !== undefined ? WINDOWS_FIELDS.get(category) : undefined;
}

/** Sysmon's event ids by the category that stands for them (taxonomy appendix 2.1, Windows categories); only where it is one to one. */
export const CATEGORY_OF_SYSMON_ID: ReadonlyMap<string, string> = new Map([
  ["1", "process_creation"],
  ["2", "file_change"],
  ["3", "network_connection"],
  ["5", "process_termination"],
  ["6", "driver_load"],
  ["7", "image_load"],
  ["8", "create_remote_thread"],
  ["9", "raw_access_thread"],
  ["10", "process_access"],
  ["11", "file_event"],
  ["15", "create_stream_hash"],
  ["22", "dns_query"],
  ["23", "file_delete"],
  ["25", "process_tampering"],
]);

/** Fields of Windows events that hold a path with backslashes. */
export const PATH_FIELDS: ReadonlySet<string> = new Set(
  words(
    "Image ParentImage GrandParentImage SourceImage TargetImage ImageLoaded TargetFilename CurrentDirectory NewProcessName ParentProcessName",
  ),
);
