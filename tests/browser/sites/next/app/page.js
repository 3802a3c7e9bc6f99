import { read } from "../lib/gait.js";

export default async function Page() {
  const { items } = await (await read("/api/v3/articles/")).json();
  return <ul>{items.map((item) => <li key={item.id}>{item.title}: {item.summary}</li>)}</ul>;
}
