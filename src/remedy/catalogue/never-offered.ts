import type { LawText } from "../../model/index.ts";
import { said } from "../gates/words.ts";
import { deedIn, sparedIn } from "./forbidden.ts";

/** Why what somebody asks for is no answer here, if it is a deed or a target that never is; null for anything else. Input is untrusted. */
export function neverOffered(asked: string): LawText | null {
  const deed = deedIn(asked);
  if (deed !== null)
    return said(
      `Never offered ("${deed}"): there is no class and no measure for force, intrusion, disruption, implants or hacking back`,
      `绝不提供（“${deed}”）：目录中没有武力、侵入、破坏、植入或反向入侵的类别或措施`,
    );
  const spared = sparedIn(asked);
  return spared === null
    ? null
    : said(
        `Never offered ("${spared}"): no measure reaches relatives, nationalities, civilians, medicine, food, water, the safety of flight or response teams`,
        `绝不提供（“${spared}”）：任何措施均不针对亲属、国籍、平民、药品、食品、饮用水、飞行安全或应急响应组织`,
      );
}
