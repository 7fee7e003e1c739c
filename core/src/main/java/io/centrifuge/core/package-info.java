/** What every machine shares: the shape of a step, checked names, and how an invariant halts. */
@NullMarked
package io.centrifuge.core;

import org.jspecify.annotations.NullMarked;
