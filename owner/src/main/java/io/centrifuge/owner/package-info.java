/**
 * The owner library: what a back-end server asks whether a key is its own (docs/protocol.md, "Life
 * of a lease"). Begin at {@link io.centrifuge.owner.Owner}.
 */
@NullMarked
package io.centrifuge.owner;

import org.jspecify.annotations.NullMarked;
