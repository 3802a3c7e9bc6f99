import type { SectionBlock } from "@gait/client";

import { Picture } from "./picture";
import { Prose } from "./prose";

/** The parts of a text, in the editor's order; each type of block is narrowed by its name. */
export function Sections({ blocks }: { blocks: SectionBlock[] }) {
  return blocks.map((block) => {
    const heading = "heading" in block.value && block.value.heading;
    const Part = heading ? "section" : "div";
    return (
      <Part key={block.id} className="part" data-gait-edit={block.edit_url}>
        {heading && <h2>{heading}</h2>}
        <Content block={block} />
      </Part>
    );
  });
}

function Content({ block }: { block: SectionBlock }) {
  switch (block.type) {
    case "prose":
      return <Prose html={block.value.body} />;
    case "callout":
      return (
        <div className={`callout ${block.value.kind}`}>
          <Prose html={block.value.body} />
        </div>
      );
    case "quote":
      return (
        <figure>
          <blockquote>{block.value.text}</blockquote>
          <figcaption>{block.value.attribution}</figcaption>
        </figure>
      );
    case "picture":
      return (
        <figure>
          {block.value.image && <Picture picture={block.value.image} />}
          <figcaption>{block.value.caption}</figcaption>
        </figure>
      );
    case "steps":
      return (
        <>
          <Prose html={block.value.introduction} />
          <ol>
            {block.value.items.map((step) => (
              <li key={step.id}>
                <strong>{step.title}</strong>
                <Prose html={step.description} />
              </li>
            ))}
          </ol>
        </>
      );
    case "questions":
      return block.value.items.map(({ id, question, answer }) => (
        <details key={id}>
          <summary>{question}</summary>
          <Prose html={answer} />
        </details>
      ));
    case "table":
      return <Table {...block.value} />;
    case "video":
      return block.value.url && <a href={block.value.url}>{block.value.title}</a>;
  }
}

function Table({ caption, columns, rows }: { caption: string; columns: string[]; rows: string[][] }) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column, n) => (
            <th key={n} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, n) => (
          <tr key={n}>
            {row.map((cell, m) => (
              <td key={m}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
