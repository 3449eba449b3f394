/** What lines of a format hold, and what rules ask of them. */
export type DrawnFormat = {
  /** Paths that route or are required, with values as JSON: the first of them are usual. */
  readonly routing: readonly (readonly [path: string, usual: readonly string[], odd: readonly string[]])[];
  /** Other paths. A scanner hands lines with one of `odd` over more often than not. */
  readonly paths: readonly string[];
  readonly odd: readonly string[];
  readonly fields: readonly string[];
  readonly logsources: readonly object[];
  /** Whether names with dots stand for nested ones. */
  readonly dotted: boolean;
};

const words = (text: string): string[] => text.split(" ");
const quoted = (texts: readonly string[]): string[] => texts.map((text) => JSON.stringify(text));

const CHANNELS = quoted([
  "Security",
  "Microsoft-Windows-Sysmon/Operational",
  "Windows PowerShell",
  "System",
  "security",
  "Made up",
]);
const ODD_CHANNELS = ['""', "5", "null", '["Security"]', '"\u017fecurity"', '"Microsoft-Windows-Sysmon\\/Operational"'];
const IDS = words("1 1 4688 12 13 14 11 3 4104 400");
const ODD_IDS = ['"1"', '"4688"', '"04688"', "1.0", "null", '"\\u0031"', "9007199254740993", '"12"', "[1]", "-1", "true", '""'];
const PROVIDERS = quoted(["Microsoft-Windows-Sysmon", "Microsoft-Windows-Security-Auditing", "PowerShell", "x"]);

const SYSMON = [
  ...words("Image ParentImage CommandLine User Data Hashes ThreatName IntegrityLevel LogonId ParentProcessId Message EventType"),
  ...words("Computer host timestamp UtcTime"),
];
const SECURITY = [
  ...words("NewProcessName ParentProcessName ProcessCommandLine ProcessId SubjectLogonId SubjectUserName SubjectDomainName"),
  "MandatoryLabel",
];
const DECISIVE = words("EventID Channel Provider_Name");
const WINDOWS_FIELDS = [...SYSMON, ...SECURITY, ...DECISIVE, "Threat Name"];
const WINDOWS = [
  { product: "windows", category: "process_creation" },
  { product: "windows" },
  { product: "windows", service: "security" },
  { product: "windows", service: "sysmon" },
  { product: "windows", category: "registry_add" },
  { product: "windows", service: "powershell-classic" },
  { category: "process_creation" },
];

const under = (prefix: string, names: readonly string[]): string[] => names.map((name) => prefix + name);

/** By the names of the formats that have a view. */
export const DRAWN_FORMATS: Readonly<Record<string, DrawnFormat>> = {
  "windows-flat-json": {
    routing: [
      ["EventID", IDS, ODD_IDS],
      ["Channel", CHANNELS, ODD_CHANNELS],
      ["SourceName", PROVIDERS, ["null", "5"]],
      ["Provider_Name", PROVIDERS, ["null", "5"]],
    ],
    paths: [...SYSMON, ...SECURITY, ...words("Hostname a.b ProviderGuid event_type")],
    odd: ["Threat Name", "ProviderName", "Source", "a", "", "__proto__", "constructor"],
    fields: [...WINDOWS_FIELDS, ...words("Hostname SourceName Source a.b a __proto__ constructor"), ""],
    logsources: WINDOWS,
    dotted: true,
  },
  "evtx-json": {
    routing: [
      ["Event.System.EventID", IDS, ODD_IDS],
      ["Event.System.Channel", CHANNELS, ODD_CHANNELS],
      ["Event.System.Provider.#attributes.Name", PROVIDERS, ["null", "5"]],
    ],
    paths: [
      ...under("Event.EventData.", [...SYSMON, ...SECURITY, "Data.#text", "Image.#text", "User.inner", ""]),
      ...under("Event.System.", words("Computer Level TimeCreated.#attributes.SystemTime Execution.#attributes.ProcessID")),
    ],
    odd: [
      ...under("Event.System.", words("EventID.#text Provider_attributes.Name Security Security.#attributes.UserID Image")),
      ...under("Event.UserData", ["", ".EventXML.Image", ".Image", ".EventXML.Data.#text"]),
      ...under("Event.", ["EventData", "EventData.Image.#attributes.Name", "EventData.Threat Name", "#attributes.xmlns"]),
      ...under("Event.EventData.", DECISIVE),
    ],
    fields: [
      ...WINDOWS_FIELDS,
      ...words("Level Security Security_UserID TimeCreated_SystemTime Execution_ProcessID inner #text"),
    ],
    logsources: WINDOWS,
    dotted: false,
  },
  winlogbeat: {
    routing: [
      ["winlog.channel", CHANNELS, ODD_CHANNELS],
      ["winlog.event_id", IDS, ODD_IDS],
      ["winlog.provider_name", PROVIDERS, ["null", "5"]],
    ],
    paths: [
      ...under("winlog.event_data.", [...SYSMON, ...SECURITY, "param1", "param2"]),
      ...words("message winlog.computer_name winlog.record_id event.created @timestamp winlog.process.pid host.name"),
    ],
    odd: [
      ...under("winlog.event_data.", [...DECISIVE, "Threat Name"]),
      ...words("event.code winlog.user_data.Image Image EventID winlog.event_data CommandLine"),
    ],
    fields: [...WINDOWS_FIELDS, ...words("param1 winlog.event_data.Image message winlog.channel event.code EventRecordID")],
    logsources: WINDOWS,
    dotted: true,
  },
  "winlogbeat-6": {
    routing: [
      ["log_name", CHANNELS, ODD_CHANNELS],
      ["event_id", IDS, ODD_IDS],
      ["source_name", PROVIDERS, ["null", "5"]],
    ],
    paths: [...under("event_data.", [...SYSMON, ...SECURITY, "param1"]), ...words("message computer_name process_id @timestamp")],
    odd: [...under("event_data.", DECISIVE), ...words("user_data.Image Image Channel")],
    fields: [...WINDOWS_FIELDS, ...words("param1 event_data.Image message log_name event_id Execution_ProcessID")],
    logsources: WINDOWS,
    dotted: true,
  },
  "suricata-eve": {
    routing: [
      ["event_type", quoted(words("dns dns alert flow")), ['"weird x"', '"DNS"', "5", "null"]],
      ["timestamp", ['"2026-11-23T04:05:06.000000+0000"'], ['"x"', "5", '""']],
    ],
    paths: words("src_ip dest_ip dest_port dns.rrname dns.rrtype alert.signature http.hostname proto"),
    odd: words("dst_ip dst_port dns.query.rrname dns.queries.rrname dns.query query record_type answer dns.answers.rdata dns"),
    fields: [
      ...words("src_ip dest_ip dst_ip dst_port query dns.rrname record_type answer alert.signature http.hostname proto dns"),
      ...words("event_type timestamp"),
    ],
    logsources: [{ product: "suricata" }, { category: "dns" }, { product: "suricata", service: "alert" }],
    dotted: true,
  },
  "aws-cloudtrail": {
    routing: [
      ["eventSource", quoted(words("iam.amazonaws.com s3.amazonaws.com")), ["5", '""']],
      ["eventName", quoted(words("CreateUser createuser GetObject")), ["null"]],
      ["eventVersion", ['"1.08"'], ["1.08", "null"]],
      ["awsRegion", ['"us-east-1"'], ["null"]],
    ],
    paths: [
      ...words("userIdentity.type userIdentity.arn requestParameters.userName responseElements.accessKey.status"),
      ...words("sourceIPAddress userAgent errorCode eventTime resources.ARN requestParameters.a.b.c"),
    ],
    odd: words("userIdentity requestParameters responseElements"),
    fields: [
      ...words("userIdentity.type userIdentity.arn userIdentity requestParameters.userName requestParameters eventSource"),
      ...words("sourceIPAddress userAgent errorCode eventName eventVersion resources.ARN requestParameters.a.b.c eventTime"),
    ],
    logsources: [{ product: "aws", service: "cloudtrail" }, { product: "aws" }],
    dotted: true,
  },
  "zeek-json": {
    routing: [
      ["_path", quoted(words("conn dns dns http http weird")), ['"x y"', "5", "null", '{"a":1}', "[]"]],
      ["ts", ["1795352833.820456", "1795352833"], ['"2026-11-23T04:05:06Z"', "-1.5", "1.5e3", "null", "12345678901.5"]],
    ],
    paths: words("id.orig_h id.resp_h id.orig_p method uri user_agent host referrer qtype_name query answers uid proto"),
    odd: words("@stream id_orig_h src_ip dst_ip src_port c-uri c-useragent cs-host record_type answer id"),
    fields: [
      ...words("id.orig_h src_ip dst_ip src_port cs-method c-uri c-useragent user_agent cs-host host cs-referrer record_type"),
      ...words("query answers answer sc-status id uid _path ts"),
    ],
    logsources: [{ product: "zeek" }, { product: "zeek", service: "http" }, { category: "dns" }],
    dotted: true,
  },
};
