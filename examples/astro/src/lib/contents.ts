/** Tables of contents. A page with fewer headings needs none. */

import type { Article, SectionBlock } from "@gait/client";

const FEWEST = 4;

export interface Entry {
  id: string;
  text: string;
}

export function contentsOfArticle(article: Article): Entry[] {
  const { benefits, sections, safety, references } = article;
  return ifUseful([
    ...(benefits ? [{ id: "benefits", text: benefits.heading }] : []),
    ...headings(sections),
    ...(safety ? [{ id: "safety", text: safety.heading }] : []),
    ...(references.length ? [{ id: "references", text: "References" }] : []),
  ]);
}

export function contentsOfSections(sections: SectionBlock[]): Entry[] {
  return ifUseful(headings(sections));
}

function headings(sections: SectionBlock[]): Entry[] {
  return sections.flatMap(({ id, value }) =>
    "heading" in value && value.heading ? [{ id, text: value.heading }] : [],
  );
}

function ifUseful(entries: Entry[]): Entry[] {
  return entries.length < FEWEST ? [] : entries;
}
