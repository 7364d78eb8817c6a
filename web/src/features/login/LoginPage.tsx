import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { hotlineQuery, queryClient, sessionQuery } from "../../api/queries";
import type { Hotline } from "../../api/types";
import { wordOf } from "../../lib/words";
import { sentence } from "../../stores/notices";
import { Field } from "../../ui/kit";
import { LanguageButton } from "../../ui/LanguageButton";
import css from "./login.module.css";

export function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const { to } = useSearch({ from: "/login" });
  const hotline = useQuery(hotlineQuery).data;
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);

  const enter = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    setProblem("");
    try {
      const session = await api.signIn(user.trim(), password);
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      const isOurs = to !== undefined && /^\/[^/]/.test(to);
      if (isOurs) router.history.push(to);
      else await navigate({ to: "/" });
    } catch (error) {
      setProblem(sentence(error));
      setAsking(false);
    }
  };

  return (
    <main className={css.page}>
      <form className={css.card} onSubmit={(event) => void enter(event)}>
        <header>
          <img src="/mark.svg" alt="" />
          <div>
            <h1>{t("app.name")}</h1>
            <p>{[t("app.what"), hotline?.number].filter(Boolean).join(" · ")}</p>
          </div>
          <LanguageButton className={css.language} />
        </header>
        <Field label={t("login.user")}>
          <Input
            size="large"
            autoFocus
            name="user"
            autoComplete="username"
            value={user}
            onChange={(event) => setUser(event.target.value)}
          />
        </Field>
        <Field label={t("login.password")}>
          <Input.Password
            size="large"
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <p className={css.problem} role="alert">
          {problem && `! ${problem}`}
        </p>
        <Button
          type="primary"
          size="large"
          block
          htmlType="submit"
          loading={isAsking}
          disabled={!user.trim() || !password}
        >
          {t("login.enter")}
        </Button>
        {hotline?.demo && (
          <DemoAccounts
            accounts={hotline.accounts}
            onPick={(account) => {
              setUser(account.user);
              setPassword(account.password);
            }}
          />
        )}
        <a className={css.customer} href="/call">
          {t("login.customer")}
        </a>
      </form>
    </main>
  );
}

function DemoAccounts(props: {
  accounts: Hotline["accounts"];
  onPick: (account: Hotline["accounts"][number]) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className={css.demo}>
      <h2>{t("login.demo")}</h2>
      <div>
        {props.accounts.map((account) => (
          <button key={account.user} type="button" onClick={() => props.onPick(account)}>
            <b>{account.name}</b>
            <span>
              {wordOf(t, "role", account.role)} · {account.user}
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
