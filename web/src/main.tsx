import { createRoot } from "react-dom/client";
import "./app/tokens.css";
import "./app/base.css";
import { queryClient, sessionQuery } from "./api/queries";
import { App } from "./app/App";
import { startI18n } from "./lib/i18n";

void queryClient.prefetchQuery(sessionQuery);
const root = document.getElementById("root");
if (root) void startI18n().then(() => createRoot(root).render(<App />));
