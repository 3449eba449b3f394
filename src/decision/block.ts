/** An answer of the catalogue: its name in the page's language, and what is said of it in the sentences' language. */
export type OptionItem = { readonly name: string; readonly text: string };

/** What a page is made of, before it is HTML or Markdown: both say the same. Texts are plain. */
export type Block =
  | { readonly is: "title" | "heading" | "banner" | "notice"; readonly text: string }
  | { readonly is: "paragraph"; readonly number: string; readonly label: string | null; readonly text: string }
  | { readonly is: "answer"; readonly number: string; readonly label: string; readonly value: string; readonly word: string }
  | {
      readonly is: "ladder";
      readonly leaves: readonly { readonly label: string; readonly truth: "met" | "not_met" | "presumed" | "undetermined" }[];
      readonly alt: string;
    }
  | {
      readonly is: "options";
      readonly number: string;
      readonly label: string;
      readonly items: readonly OptionItem[];
      readonly more: string | null;
    }
  | { readonly is: "line"; readonly text: string };
