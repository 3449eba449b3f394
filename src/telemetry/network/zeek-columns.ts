/** What the header lines of a Zeek TSV log say (Zeek manual, "Zeek log formats and inspection"). */
export type ZeekTable = {
  readonly separator: string;
  readonly setSeparator: string;
  readonly emptyField: string;
  readonly unsetField: string;
  readonly path: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
};
