import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { Problem } from "../../api/http";
import { branchesQuery, orderTypesQuery, queryClient, sessionQuery } from "../../api/queries";
import { fromLocalInput } from "../../lib/format";
import { matches } from "../../lib/pinyin";
import { nameOf } from "../../lib/words";
import { complain, notify } from "../../stores/notices";
import { Field } from "../kit";
import { Sheet } from "../Sheet";

interface Props {
  contactId: string | null;
  customerId: string | null;
  /** The customer's; without it the order is for the branch of whoever opens it. */
  branchId?: string | null | undefined;
  onClose: () => void;
}

/** Opens a work order: what, for which branch, until when. */
export function NewOrderDrawer({ contactId, customerId, branchId: theirs, onClose }: Props) {
  const { t } = useTranslation();
  const types = useQuery(orderTypesQuery).data ?? [];
  const branches = useQuery(branchesQuery).data ?? [];
  const home = useQuery(sessionQuery).data?.branch_id;
  const [type, setType] = useState<string>();
  const [branch, setBranch] = useState<string>();
  const [description, setDescription] = useState("");
  const [due, setDue] = useState("");
  const [isAsking, setAsking] = useState(false);
  const branchId = branch ?? branches.find((one) => one.branch_id === (theirs ?? home))?.branch_id;
  const isComplete = type !== undefined && branchId !== undefined && description.trim() !== "";

  const [known, setKnown] = useState<Problem>();

  const open = async (anyway = false) => {
    if (!isComplete || isAsking) return;
    setAsking(true);
    try {
      const order = await api.openOrder({
        anyway,
        contact_id: contactId,
        customer_id: customerId,
        type,
        description: description.trim(),
        branch_id: branchId,
        due: fromLocalInput(due),
      });
      await queryClient.invalidateQueries({ queryKey: ["orders"] });
      notify("good", t("order.wasOpened", { number: order.number }));
      onClose();
    } catch (error) {
      if (error instanceof Problem && error.code === "already-open") setKnown(error);
      else complain(error);
      setAsking(false);
    }
  };

  const urge = async () => {
    setAsking(true);
    try {
      const given = { note: description.trim(), contact_id: contactId };
      const { order } = await api.actOnOrder(String(known?.said.order_id), "urge", given);
      await queryClient.invalidateQueries({ queryKey: ["orders"] });
      notify("good", t("order.wasUrged", { number: order.number }));
      onClose();
    } catch (error) {
      complain(error);
      setAsking(false);
    }
  };

  return (
    <Sheet
      open
      size={340}
      isModal={false}
      title={t("order.new")}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          size="large"
          disabled={!isComplete}
          loading={isAsking}
          onClick={() => void open()}
          data-testid="open-order"
        >
          {t("order.openIt")} <kbd>Ctrl Enter</kbd>
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what the button does */}
      <div onKeyDown={(event) => event.key === "Enter" && event.ctrlKey && void open()}>
        <Field label={t("order.type")} isRequired>
          <Select
            autoFocus
            value={type ?? null}
            onChange={setType}
            placeholder={t("order.chooseType")}
            options={types.map((one) => ({ value: one.type, label: nameOf(one.name) }))}
          />
        </Field>
        {known && (
          <Alert
            type="warning"
            showIcon
            style={{ marginBottom: 12 }}
            description={known.message}
            action={
              <>
                <Button autoFocus block type="primary" size="small" onClick={() => void urge()}>
                  {t("order.urgeIt")}
                </Button>
                <Button block size="small" onClick={() => void open(true)}>
                  {t("order.openAnyway")}
                </Button>
              </>
            }
          />
        )}
        <Field label={t("order.description")} isRequired>
          <Input.TextArea
            rows={5}
            maxLength={4000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        <Field label={t("order.branch")} isRequired>
          <Select
            value={branchId ?? null}
            onChange={setBranch}
            showSearch={{
              filterOption: (text, option) => matches(text, String(option?.label ?? ""), ""),
            }}
            options={branches.map((one) => ({ value: one.branch_id, label: nameOf(one.name) }))}
          />
        </Field>
        <Field label={t("order.due")}>
          <Input
            type="datetime-local"
            value={due}
            onChange={(event) => setDue(event.target.value)}
          />
          <small>{t("order.dueHint")}</small>
        </Field>
      </div>
    </Sheet>
  );
}
