/** What opens above a page: focus goes into it, and back to where it was when it closes. */
import { Drawer, type DrawerProps, Modal, type ModalProps } from "antd";
import { useEffect, useRef } from "react";

function useFocusBack(isOpen: boolean, isModal = true) {
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  const was = useRef(false);
  // Read while it opens: a moment later its own first field has the focus.
  if (isOpen && !was.current) opener.current = document.activeElement;
  was.current = isOpen;
  useEffect(() => {
    if (!isOpen) return;
    const entering = requestAnimationFrame(() => {
      const box = panel.current?.closest<HTMLElement>("[role=dialog]") ?? panel.current;
      box?.setAttribute("aria-modal", String(isModal));
      if (!box || box.contains(document.activeElement)) return;
      box.tabIndex = -1;
      box.focus({ preventScroll: true });
    });
    return () => {
      cancelAnimationFrame(entering);
      const back = opener.current;
      // After the closing part has let go of it.
      setTimeout(() => {
        const isFree = document.activeElement === document.body || !document.activeElement;
        const isInside = document.activeElement?.closest("[role=dialog]");
        if (back instanceof HTMLElement && back.isConnected && (isFree || isInside)) back.focus();
      });
    };
  }, [isOpen, isModal]);
  return panel;
}

/** From the side; the page beside it can be worked with unless it is `isModal`. */
export function Sheet({ isModal = true, ...props }: DrawerProps & { isModal?: boolean }) {
  const panel = useFocusBack(props.open ?? false, isModal);
  return <Drawer mask={isModal} panelRef={panel} {...props} />;
}

export function Dialog(props: ModalProps) {
  const panel = useFocusBack(true);
  return <Modal open {...props} modalRender={(node) => <div ref={panel}>{node}</div>} />;
}
