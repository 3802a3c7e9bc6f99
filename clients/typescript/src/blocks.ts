/** The blocks of a page's text by their types. */

import type { Article, SectionBlock, StandardPage } from "./types.js";

export type BlockType = SectionBlock["type"];
export type Block<Type extends BlockType> = Extract<SectionBlock, { type: Type }>;

/** One function for each type of block: TypeScript names the one that is missing. */
export type BlockRenderers<Output> = {
  [Type in BlockType]: (block: Block<Type>) => Output;
};

/** The blocks of the page that have this type. */
export function blocksOf<Type extends BlockType>(
  page: Pick<Article, "sections"> | Pick<StandardPage, "body">,
  type: Type,
): Block<Type>[] {
  const blocks = "sections" in page ? page.sections : page.body;
  return blocks.filter((block): block is Block<Type> => block.type === type);
}

/** What the functions make of the blocks, in their order; an unknown type is left out. */
export function renderBlocks<Output>(
  blocks: SectionBlock[],
  renderers: BlockRenderers<Output>,
): Output[] {
  // TypeScript does not see that the function takes this very block.
  const byType = renderers as Record<string, ((block: SectionBlock) => Output) | undefined>;
  return blocks.flatMap((block) => {
    const render = Object.hasOwn(byType, block.type) ? byType[block.type] : undefined;
    return render ? [render(block)] : [];
  });
}
