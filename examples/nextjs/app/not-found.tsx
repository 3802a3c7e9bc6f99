import Link from "next/link";

export default function NotFound() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        It may have been removed. <Link href="/articles/">All articles</Link> are still
        here.
      </p>
    </>
  );
}
