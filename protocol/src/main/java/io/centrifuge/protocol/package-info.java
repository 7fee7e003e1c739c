/**
 * The wire protocol: codecs between {@code centrifuge.proto} and core's types, the protocol's
 * version and limits, and the list of managers that a client goes through. Generated types go no
 * further than the caller of a codec.
 *
 * <p>A codec's {@code decode} returns a value that keeps every rule of the protocol, or throws
 * {@link MalformedMessageException} and nothing else, whatever bytes came; its {@code encode} takes
 * what core's types promise.
 *
 * <p>{@link StoreCodec} stands apart: what the store keeps on its disks, in {@code store.proto}.
 */
@NullMarked
package io.centrifuge.protocol;

import org.jspecify.annotations.NullMarked;
