/** Places where a text cites a reference, so that the reference can lead back to them. */

import type { Article } from "@gait/client";

const CITATION = /<a href="#reference-(\d+)">/g;

/** The article with an anchor at each citation, and the anchors by the number cited. */
export function withCitations(article: Article) {
  const anchors = new Map<number, string[]>();

  function mark(html: string): string {
    return html.replace(CITATION, (_, digits: string) => {
      const number = Number(digits);
      const places = anchors.get(number) ?? [];
      const id = `cited-${number}-${places.length + 1}`;
      anchors.set(number, [...places, id]);
      return `<a id="${id}" href="#reference-${number}">`;
    });
  }

  function walk<Value>(value: Value): Value {
    return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
      typeof each === "string" ? mark(each) : each,
    ) as Value;
  }

  const { introduction, benefits, sections, safety } = article;
  const marked = { ...article, ...walk({ introduction, benefits, sections, safety }) };
  return { article: marked, anchors };
}
