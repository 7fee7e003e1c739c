/**
 * The owner library: what a back-end server asks whether a key is its own (DESIGN sections 3 to 5).
 * Begin at {@link io.centrifuge.owner.Owner}.
 */
@NullMarked
package io.centrifuge.owner;

import org.jspecify.annotations.NullMarked;
