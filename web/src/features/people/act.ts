import { queryClient } from "../../api/queries";
import { complain, notify } from "../../stores/notices";

/** Fetches anew whatever a change of people or of the tree may have changed. */
export async function renew(): Promise<void> {
  await Promise.all(
    ["people", "person", "tree"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  );
}

/** Does it and says so; true unless it was refused, which is said too. */
export async function act(deed: () => Promise<unknown>, said: string): Promise<boolean> {
  try {
    await deed();
    await renew();
    notify("good", said);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
