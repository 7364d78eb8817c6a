import { PaperClipOutlined } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Post } from "../../api/types";
import { shortTime } from "../../lib/format";
import { wordOf } from "../../lib/words";
import css from "./chat.module.css";

/** What was written, the newest below; `mine` stands on the right. */
export function PostList(props: {
  posts: readonly Post[];
  mine: Post["author"];
  nameOf?: (post: Post) => string | null;
  onFile: (post: Post) => void;
}) {
  const { t } = useTranslation();
  const { posts, mine, onFile } = props;
  const end = useRef<HTMLLIElement>(null);
  const last = posts.at(-1)?.number ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new post is brought into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [last]);

  return (
    <ol className={css.posts} aria-live="polite" aria-label={t("chat.posts")} data-testid="posts">
      {posts.map((post) =>
        post.kind === "news" ? (
          <li key={post.number} className={css.news}>
            {wordOf(t, "chat.news", post.text)}
          </li>
        ) : (
          <li
            key={post.number}
            className={css.post}
            data-mine={post.author === mine}
            data-kind={post.kind}
          >
            <small>
              {[
                post.kind === "note" ? t("chat.note") : null,
                props.nameOf?.(post) ?? wordOf(t, "chat.author", post.author),
                post.at && shortTime(post.at),
              ]
                .filter(Boolean)
                .join(" · ")}
            </small>
            {post.kind === "file" ? (
              <button type="button" className={css.file} onClick={() => onFile(post)}>
                <PaperClipOutlined aria-hidden /> {post.text}
              </button>
            ) : (
              <p>{post.text}</p>
            )}
          </li>
        ),
      )}
      <li ref={end} aria-hidden className={css.end} />
    </ol>
  );
}
