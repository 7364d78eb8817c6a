import { useTranslation } from "react-i18next";
import type { Organigram } from "../../api/types";
import { nameOf } from "../../lib/words";
import css from "./people.module.css";

interface Chosen {
  place?: string | undefined;
  group?: string | undefined;
}

/** Places and groups; choosing one narrows the list beside it. */
export function TreePane(props: {
  tree: Organigram;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation();
  const { tree, chosen, onChoose } = props;
  const top = tree.places[0]?.path.split(".").length ?? 1;
  return (
    <nav aria-label={t("people.tree")}>
      <ul className={css.tree}>
        <Leaf
          deep={0}
          name={t("people.everybody")}
          isChosen={!chosen.place && !chosen.group}
          onChoose={() => onChoose({})}
        />
        {tree.places.map((place) => {
          const deep = place.path.split(".").length - top;
          return [
            <Leaf
              key={place.path}
              deep={deep}
              isPlace
              name={nameOf(place.name)}
              isChosen={chosen.place === place.path}
              onChoose={() => onChoose({ place: place.path })}
            />,
            ...place.groups.map((group) => (
              <Leaf
                key={group.group_id}
                deep={deep + 1}
                name={nameOf(group.name)}
                count={group.people}
                isChosen={chosen.group === group.group_id}
                onChoose={() => onChoose({ group: group.group_id })}
              />
            )),
          ];
        })}
      </ul>
    </nav>
  );
}

function Leaf(props: {
  deep: number;
  name: string;
  count?: number;
  isPlace?: boolean;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <li style={{ paddingInlineStart: props.deep * 14 }}>
      <button type="button" aria-pressed={props.isChosen} onClick={props.onChoose}>
        <span className={props.isPlace ? css.place : undefined}>{props.name}</span>
        {props.count !== undefined && <span>{props.count}</span>}
      </button>
    </li>
  );
}
