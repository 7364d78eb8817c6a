import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import type zh from "../locales/zh-CN.json";
import { keepLanguage, type Language, language } from "./language";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof zh };
  }
}

export const i18n = createInstance();

const load = {
  "zh-CN": () => import("../locales/zh-CN.json"),
  en: () => import("../locales/en.json"),
};

async function bring(lng: Language): Promise<void> {
  const catalogue = await load[lng]();
  i18n.addResourceBundle(lng, "translation", catalogue.default);
}

export async function startI18n(): Promise<void> {
  const lng = language();
  await i18n.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await bring(lng);
  await i18n.changeLanguage(lng);
  document.documentElement.lang = lng;
}

export async function speak(lng: Language): Promise<void> {
  keepLanguage(lng);
  await bring(lng);
  await i18n.changeLanguage(lng);
  document.documentElement.lang = lng;
}
