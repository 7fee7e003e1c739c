/**
 * The lookup library: what a front-end server asks who owns a key (docs/protocol.md, "Tables and
 * losses"). Begin at {@link io.centrifuge.lookup.Lookup}.
 */
@NullMarked
package io.centrifuge.lookup;

import org.jspecify.annotations.NullMarked;
