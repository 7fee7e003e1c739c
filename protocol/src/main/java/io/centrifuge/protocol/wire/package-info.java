/**
 * What is on the wire between managers and their clients: the codecs between {@code
 * centrifuge.proto} and core's types, the protocol's version, the size of a message, and the count
 * of bytes. Generated types go no further than the caller of a codec.
 *
 * <p>A codec's {@code decode} returns a value that keeps every rule of the protocol, or throws
 * {@link MalformedMessageException} and nothing else, whatever bytes came; its {@code encode} takes
 * what core's types promise.
 */
@NullMarked
package io.centrifuge.protocol.wire;

import org.jspecify.annotations.NullMarked;
