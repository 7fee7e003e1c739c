/**
 * The lookup library: what a front-end server asks who owns a key (DESIGN sections 3 to 5). Begin
 * at {@link io.centrifuge.lookup.Lookup}.
 */
@NullMarked
package io.centrifuge.lookup;

import org.jspecify.annotations.NullMarked;
