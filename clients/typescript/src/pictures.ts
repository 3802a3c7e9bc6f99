/** Attributes of `<picture>`, and addresses of pictures in sizes of your own. */

import type { Image, Picture } from "./types.js";

export interface PictureSources {
  /** Attributes of each `<source>`, the best format first. */
  sources: { type: string; srcset: string; sizes: string }[];
  /** Attributes of the `<img>`; `alt` is empty for a decoration. */
  img: { src: string; width: number; height: number; alt: string };
}

/** The attributes of a picture's elements; `sizes` is how wide your layout shows it. */
export function pictureSources(
  picture: Picture,
  { sizes }: { sizes?: string } = {},
): PictureSources {
  const { src, width, height, alt } = picture;
  return {
    sources: picture.sources.map((source) => ({ ...source, sizes: sizes ?? source.sizes })),
    img: { src, width, height, alt },
  };
}

export interface Size {
  width: number;
  /** Left out, the picture is not cropped; else around its focal point, as in `"1:1"`. */
  ratio?: string;
  format?: string;
}

/** The address of a picture in the listed width that is wide enough, else the widest. */
export function pictureUrl({ sizes }: Image, { width, ratio, format }: Size): string {
  const wide = sizes.widths.find((each) => each >= width) ?? sizes.widths.at(-1);
  return filled(sizes, wide ?? width, ratio, format);
}

/** A `srcset` of all widths of a picture. */
export function pictureSrcset(
  { sizes }: Image,
  { ratio, format }: Omit<Size, "width"> = {},
): string {
  const one = (width: number) => `${filled(sizes, width, ratio, format)} ${width}w`;
  return sizes.widths.map(one).join(", ");
}

function filled(
  { url_template, ratios, formats }: Image["sizes"],
  width: number,
  ratio = "original",
  format = "webp",
): string {
  const values = {
    width: `${width}`,
    ratio: listed(ratio, ratios),
    format: listed(format, formats),
  };
  return Object.entries(values).reduce(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
    url_template,
  );
}

function listed(value: string, values: string[]): string {
  if (values.includes(value)) return value;
  throw new RangeError(`“${value}” is none of ${values.join(", ")}.`);
}
