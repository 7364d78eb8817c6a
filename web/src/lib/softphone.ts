/** The telephone in the page. It never hangs up because a page goes away: only the centre
 * and the person decide that, so a reload keeps the customer's line. */
import type { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { RTCSessionEvent } from "jssip/lib/UA";
import type { PhoneAccount } from "../api/types";
import { lend, openMicrophone } from "./microphone";

export type LineState = "off" | "connecting" | "registered" | "lost";

export interface PhoneCall {
  isIncoming: boolean;
  /** `X-Yingda-Contact` of an incoming call. */
  contactId: string | null;
  stage: "ringing" | "answering" | "up";
  isMuted: boolean;
}

export interface PhoneEvents {
  onLine: (line: LineState) => void;
  onCall: (call: PhoneCall | null) => void;
  /** The browser wants a click before it lets us hear. */
  onSilenced: (isSilenced: boolean) => void;
  onEnded?: (cause: string) => void;
}

interface Ringing {
  getHeader: (name: string) => string | undefined;
}

const PC: RTCConfiguration = { iceServers: [] };
/** All candidates of a local network are found well before. */
const GATHERING_MS = 400;
const DECLINED = 603;

export class Softphone {
  private agent: UA | null = null;
  private session: RTCSession | null = null;
  private call: PhoneCall | null = null;
  private lent: MediaStream | null = null;
  private readonly speaker = new Audio();

  constructor(private readonly events: PhoneEvents) {
    this.speaker.autoplay = true;
  }

  async start(account: PhoneAccount, options: { register: boolean }): Promise<void> {
    const { UA, WebSocketInterface } = await import("jssip");
    this.retire();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const agent = new UA({
      sockets: [new WebSocketInterface(`${scheme}://${location.host}${account.ws}`)],
      uri: account.uri.startsWith("sip:") ? account.uri : `sip:${account.uri}`,
      authorization_user: account.name,
      password: account.password,
      realm: account.realm,
      register: options.register,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 2,
    });
    const whenCurrent = (act: () => void) => () => {
      if (this.agent === agent) act();
    };
    agent.on(
      "connecting",
      whenCurrent(() => this.events.onLine("connecting")),
    );
    agent.on(
      "disconnected",
      whenCurrent(() => this.events.onLine("lost")),
    );
    agent.on(
      "registered",
      whenCurrent(() => this.events.onLine("registered")),
    );
    agent.on(
      "registrationFailed",
      whenCurrent(() => this.lostRegistration(agent)),
    );
    if (!options.register)
      agent.on(
        "connected",
        whenCurrent(() => this.events.onLine("registered")),
      );
    agent.on("newRTCSession", ({ originator, session, request }: RTCSessionEvent) => {
      if (String(originator) === "remote" && this.agent === agent)
        this.rung(session, request as Ringing);
    });
    this.agent = agent;
    agent.start();
  }

  private lostRegistration(agent: UA): void {
    this.events.onLine("lost");
    window.setTimeout(() => {
      if (this.agent === agent && agent.isConnected()) agent.register();
    }, 1500);
  }

  private rung(session: RTCSession, request: Ringing): void {
    const contactId = request.getHeader("X-Yingda-Contact") ?? null;
    const isResume = request.getHeader("X-Yingda-Resume") === "1";
    this.take(session, { isIncoming: true, contactId, stage: "ringing", isMuted: false });
    if (isResume) void this.answer();
  }

  private take(session: RTCSession, call: PhoneCall): void {
    this.session = session;
    this.show(call);
    const whenCurrent = (act: () => void) => () => {
      if (this.session === session) act();
    };
    session.on("peerconnection", ({ peerconnection }) => this.hear(session, peerconnection));
    if (session.connection) this.hear(session, session.connection);
    let gathering = 0;
    session.on("icecandidate", ({ ready }) => {
      clearTimeout(gathering);
      gathering = window.setTimeout(ready, GATHERING_MS);
    });
    const up = whenCurrent(() => this.change({ stage: "up" }));
    session.on("accepted", up);
    session.on("confirmed", up);
    const over = ({ cause }: { cause: string }) => {
      clearTimeout(gathering);
      if (this.session !== session) return;
      this.session = null;
      this.giveBack();
      this.show(null);
      this.events.onEnded?.(cause);
    };
    session.on("ended", over);
    session.on("failed", over);
  }

  private hear(session: RTCSession, connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track, streams }) => {
      if (this.session !== session) return;
      this.speaker.srcObject = streams[0] ?? new MediaStream([track]);
      this.listen();
    });
  }

  /** Called again by a click when the browser first refused to play. */
  listen(): void {
    this.speaker.play().then(
      () => this.events.onSilenced(false),
      (error: Error) => this.events.onSilenced(error.name === "NotAllowedError"),
    );
  }

  /** False when there is no microphone: the call goes on ringing. */
  async answer(): Promise<boolean> {
    const session = this.session;
    if (!session || this.call?.stage !== "ringing") return true;
    this.change({ stage: "answering" });
    const isOpen = (await openMicrophone()) === "ok";
    if (this.session !== session) return true;
    this.lent = isOpen ? lend() : null;
    if (!this.lent) {
      this.change({ stage: "ringing" });
      return false;
    }
    session.answer({ mediaStream: this.lent, pcConfig: PC });
    return true;
  }

  async dial(target: string): Promise<boolean> {
    if (!this.agent || (await openMicrophone()) !== "ok") return false;
    this.lent = lend();
    if (!this.lent) return false;
    const session = this.agent.call(target, { mediaStream: this.lent, pcConfig: PC });
    this.take(session, { isIncoming: false, contactId: null, stage: "answering", isMuted: false });
    return true;
  }

  mute(isMuted: boolean): void {
    if (!this.session) return;
    if (isMuted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.change({ isMuted });
  }

  press(key: string): void {
    this.session?.sendDTMF(key, { duration: 120, interToneGap: 80 });
  }

  decline(): void {
    if (this.call?.stage === "ringing") this.session?.terminate({ status_code: DECLINED });
  }

  /** For when the centre cannot be asked to end the call. */
  hangUp(): void {
    this.session?.terminate();
  }

  /** Another page has taken over: be rung no more, but let the centre end a talk. */
  leave(): void {
    this.agent?.unregister();
    this.retire();
    this.events.onLine("off");
  }

  private retire(): void {
    const [agent, session] = [this.agent, this.session];
    this.agent = null;
    if (!agent) return;
    const stop = () => agent.stop();
    if (!session || session.isEnded()) stop();
    else {
      session.once("ended", stop);
      session.once("failed", stop);
    }
  }

  private giveBack(): void {
    for (const track of this.lent?.getTracks() ?? []) track.stop();
    this.lent = null;
    this.speaker.srcObject = null;
  }

  private change(part: Partial<PhoneCall>): void {
    if (this.call) this.show({ ...this.call, ...part });
  }

  private show(call: PhoneCall | null): void {
    this.call = call;
    this.events.onCall(call);
  }
}
