// The part of the browser that the page uses, so that the program needs no DOM types (WHATWG DOM, HTML; File and Directory Entries API).

export type PageFile = {
  readonly name: string;
  readonly size: number;
  readonly webkitRelativePath: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
};

export type PageElement = {
  textContent: string | null;
  className: string;
  disabled?: boolean;
  readonly files?: ArrayLike<PageFile> | null;
  readonly classList: { add(name: string): void; remove(name: string): void };
  append(...children: readonly (PageElement | string)[]): void;
  replaceChildren(...children: readonly PageElement[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
};

export type PageEvent = {
  preventDefault(): void;
  readonly dataTransfer?: { readonly items: ArrayLike<{ webkitGetAsEntry(): DroppedEntry | null }> } | null;
};

export type DroppedEntry = {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
  file(done: (file: PageFile) => void, failed: (error: unknown) => void): void;
  createReader(): { readEntries(done: (entries: readonly DroppedEntry[]) => void, failed: (error: unknown) => void): void };
};

export type Page = {
  getElementById(id: string): PageElement | null;
  createElement(tag: string): PageElement;
};

/** The document of the page that the script stands in. */
export function pageDocument(): Page {
  return (globalThis as unknown as { document: Page }).document;
}
