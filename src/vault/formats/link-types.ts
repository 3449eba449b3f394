/** https://www.tcpdump.org/linktypes.html, those that are met most. */
const LINK_TYPES: Readonly<Record<number, string>> = {
  0: "NULL",
  1: "ETHERNET",
  101: "RAW",
  105: "IEEE802_11",
  113: "LINUX_SLL",
  127: "IEEE802_11_RADIOTAP",
  147: "USER0",
  195: "IEEE802_15_4_WITHFCS",
  228: "IPV4",
  229: "IPV6",
  249: "USBPCAP",
  276: "LINUX_SLL2",
};

/** A link type by number and, where known, by name. */
export function linkTypeText(type: number): string {
  const name = LINK_TYPES[type];
  return name === undefined ? `${type}` : `${type} ${name}`;
}
