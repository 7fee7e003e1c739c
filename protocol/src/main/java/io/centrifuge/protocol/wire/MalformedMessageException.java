package io.centrifuge.protocol.wire;

/**
 * A message that breaks a rule of the protocol, so that nothing of it may be used. It is the
 * sender's fault, or the network's; a receiver counts it, drops the message and goes on. The text
 * names the field and its value.
 */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String text) {
        super(text);
    }

    MalformedMessageException(String text, IllegalArgumentException cause) {
        super(text, cause);
    }
}
