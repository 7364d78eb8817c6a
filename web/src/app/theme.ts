import { type ThemeConfig, theme } from "antd";
import type { Look } from "../stores/look";

/** antd's part of tokens.css. Density comes from heights and paddings, not from small type. */
const SHARED: ThemeConfig["token"] = {
  fontFamily: "var(--font)",
  fontSize: 14,
  controlHeight: 30,
  sizeUnit: 3.5,
  borderRadius: 6,
  wireframe: false,
};
const COLOURS: Record<Look, ThemeConfig["token"]> = {
  light: {
    colorPrimary: "#1a5bd0",
    colorPrimaryHover: "#2a66d4",
    colorError: "#c8242d",
    colorSuccess: "#0a7d50",
    colorWarning: "#a86400",
    colorText: "#131c2a",
    colorTextSecondary: "#465264",
    colorTextPlaceholder: "#647083",
    colorBorder: "#c5cedb",
  },
  dark: {
    colorText: "#eef2f7",
    colorTextSecondary: "#b9c4d1",
    colorWarning: "#d98a1f",
    colorPrimary: "#3f83f0",
    colorError: "#ff8f8b",
    colorSuccess: "#2fb377",
    colorBgBase: "#0a0e14",
    colorBgContainer: "#121922",
    colorBgElevated: "#18212c",
    colorTextPlaceholder: "#8f9cad",
    colorBorder: "#3b4a5d",
  },
};

export const themeOf = (look: Look): ThemeConfig => ({
  algorithm: look === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
  token: { ...SHARED, ...COLOURS[look] },
  // Red letters are light on dark ground, so what stands on a red button is dark.
  components: look === "dark" ? { Button: { dangerColor: "#1d0a0b" } } : {},
});
