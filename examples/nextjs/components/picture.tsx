import type { Picture as PictureData } from "@gait/client";

export function Picture({ picture, lazy = true }: { picture: PictureData; lazy?: boolean }) {
  const { alt, src, width, height, sources, background_color } = picture;
  return (
    <picture>
      {sources.map(({ type, srcset, sizes }) => (
        <source key={type} type={type} srcSet={srcset} sizes={sizes} />
      ))}
      <img
        {...{ alt, src, width, height }}
        loading={lazy ? "lazy" : "eager"}
        style={{ backgroundColor: background_color ?? undefined }}
      />
    </picture>
  );
}
