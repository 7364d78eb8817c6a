import { useQuery } from "@tanstack/react-query";
import { telephoneQuery } from "../api/queries";
import { usePhone } from "../stores/desk";

/** True when our telephone cannot register because the centre has no switch; asked only while it
 * cannot. */
export function useHasNoSwitch(): boolean {
  const isAway = usePhone((state) => state.line === "lost" || state.line === "connecting");
  const found = useQuery({ ...telephoneQuery, enabled: isAway });
  return isAway && found.data === false;
}
