import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { threadQuery } from "../../api/queries";
import type { Post } from "../../api/types";
import { PostList } from "../chat/PostList";
import { Failure } from "../Empty";

/** What was written in a chat; looking at it is noted. */
export function Transcript({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(threadQuery(contactId));
  if (error) return <Failure error={error} again={() => void refetch()} />;
  const open = (post: Post) => {
    const link = document.createElement("a");
    link.href = `/api/chats/${encodeURIComponent(contactId)}/files/${post.number}`;
    link.download = post.text;
    link.click();
  };
  if (data?.let_go) return <p>{t("chat.letGo")}</p>;
  return <PostList posts={data?.posts ?? []} mine="agent" onFile={open} />;
}
