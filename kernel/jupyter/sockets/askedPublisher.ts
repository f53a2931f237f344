import { XPublisher, type SocketOptions } from "zeromq"

/** As ZeroMQ numbers them. They are of the client whose wish was received last. */
const subscribeOption = 6
const unsubscribeOption = 7

/** A socket that asks its owner about each subscription: a client gets messages only from then on. */
export class AskedPublisher extends XPublisher {
  constructor(options: SocketOptions<XPublisher>) {
    super(options)
    this.manual = true
    // Also of clients that subscribe to what another one has subscribed to.
    this.verbosity = "allSubs"
  }

  /** Sends the messages of a topic to the client whose subscription was received last. */
  accept(topic: Buffer): void {
    this.setStringOption(subscribeOption, topic)
  }

  /** Sends it no more of them. */
  refuse(topic: Buffer): void {
    this.setStringOption(unsubscribeOption, topic)
  }
}
