import { create } from "zustand";

/** Bright or dark, as this person likes it on this machine. */
export type Look = "light" | "dark";
const KEY = "yingda.look";

export const useLook = create<{ look: Look }>(() => ({
  look: localStorage.getItem(KEY) === "dark" ? "dark" : "light",
}));

export function setLook(look: Look): void {
  localStorage.setItem(KEY, look);
  useLook.setState({ look });
}
