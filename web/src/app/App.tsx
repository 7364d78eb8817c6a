import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "../api/queries";
import { useLook } from "../stores/look";
import { Notices } from "../ui/Notices";
import { router } from "./router";
import { themeOf } from "./theme";

const locales = {
  "zh-CN": () => import("antd/es/locale/zh_CN"),
  en: () => import("antd/es/locale/en_US"),
};

export function App() {
  const look = useLook((state) => state.look);
  const { i18n } = useTranslation();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    document.documentElement.dataset.look = look;
  }, [look]);
  useEffect(() => {
    const load = i18n.language === "en" ? locales.en : locales["zh-CN"];
    void load().then((module) => setLocale(module.default));
  }, [i18n.language]);

  return (
    <ConfigProvider
      theme={themeOf(look)}
      {...(locale ? { locale } : {})}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notices />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
