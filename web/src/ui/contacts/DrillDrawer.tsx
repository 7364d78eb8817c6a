import { useState } from "react";
import type { BehindFilter, ContactFilter } from "../../api/types";
import { Sheet } from "../Sheet";
import { BehindTable } from "./BehindTable";
import { ContactDrawer } from "./ContactDrawer";
import { ContactTable } from "./ContactTable";

/** What is opened by a click on a figure: contacts by a filter, or what was counted. */
export interface Drilled {
  title?: string | undefined;
  drill?: ContactFilter | undefined;
  behind?: BehindFilter | undefined;
}

export type OpenRows = (drilled: Drilled) => void;

/** The contacts behind a figure, and behind each its whole story. */
export function DrillDrawer({ drilled, onClose }: { drilled: Drilled; onClose: () => void }) {
  const { title, drill, behind } = drilled;
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Sheet
      open={drill !== undefined || behind !== undefined}
      title={title}
      size={1080}
      onClose={onClose}
      destroyOnHidden
    >
      {behind && <BehindTable filter={behind} onOpen={setOpened} />}
      {drill && <ContactTable filter={drill} onOpen={setOpened} />}
      <ContactDrawer contactId={opened} onClose={() => setOpened(null)} />
    </Sheet>
  );
}
