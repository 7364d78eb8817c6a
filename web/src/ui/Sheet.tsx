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
    let keeping: (() => void) | undefined;
    const entering = requestAnimationFrame(() => {
      const box = panel.current?.closest<HTMLElement>("[role=dialog]") ?? panel.current;
      if (!box) return;
      box.setAttribute("aria-modal", String(isModal));
      box.tabIndex = -1;
      keeping = keepFocus(box);
      if (!box.contains(document.activeElement)) box.focus({ preventScroll: true });
    });
    return () => {
      cancelAnimationFrame(entering);
      keeping?.();
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

/** When what has the focus goes away or is disabled, a saved form or a row that is called off,
 * the box itself has it, and not the page below. */
function keepFocus(box: HTMLElement): () => void {
  let last = box.contains(document.activeElement) ? document.activeElement : null;
  const enter = (event: FocusEvent) => {
    last = event.target instanceof Element ? event.target : null;
  };
  const watcher = new MutationObserver(() => {
    const { activeElement } = document;
    const isGone = last && (!last.isConnected || last.matches(":disabled"));
    if (isGone && (activeElement === document.body || activeElement === last))
      box.focus({ preventScroll: true });
  });
  box.addEventListener("focusin", enter);
  watcher.observe(box, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  return () => {
    box.removeEventListener("focusin", enter);
    watcher.disconnect();
  };
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
