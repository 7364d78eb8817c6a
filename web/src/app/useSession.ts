import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { signIn } from "../api/http";
import { queryClient, sessionQuery } from "../api/queries";
import type { Session } from "../api/types";
import { useDesk } from "../stores/desk";

const KEEP_MS = 4 * 60_000;

/** Who is signed in; null once that is over. A shift at the desk and a board on the wall
 * are work though nobody clicks, so there the session is kept alive. */
export function useSession(): Session | null {
  const onShift = useDesk(({ desk }) => (desk?.state ?? "offline") !== "offline");
  const onBoard = useLocation({
    select: ({ pathname }) => ["/board", "/floor"].includes(pathname),
  });
  const { data } = useQuery({
    ...sessionQuery,
    refetchInterval: onShift || onBoard ? KEEP_MS : false,
    refetchIntervalInBackground: true,
  });
  useEffect(() => {
    const over = () => queryClient.setQueryData(sessionQuery.queryKey, null);
    signIn.addEventListener("over", over);
    return () => signIn.removeEventListener("over", over);
  }, []);
  return data ?? null;
}
