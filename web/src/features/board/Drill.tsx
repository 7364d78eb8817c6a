import { Drawer } from "antd";
import { useState } from "react";
import type { ContactFilter } from "../../api/types";
import { ContactDrawer } from "../../ui/contacts/ContactDrawer";
import { ContactTable } from "../../ui/contacts/ContactTable";

/** The contacts behind a figure, and behind each its whole story. */
export function Drill(props: { title: string; filter: ContactFilter | null; onClose: () => void }) {
  const { title, filter, onClose } = props;
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Drawer open={filter !== null} title={title} size={1080} onClose={onClose} destroyOnHidden>
      {filter && <ContactTable filter={filter} onOpen={setOpened} />}
      <ContactDrawer contactId={opened} onClose={() => setOpened(null)} />
    </Drawer>
  );
}
