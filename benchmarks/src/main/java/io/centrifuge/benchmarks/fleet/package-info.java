/** Real managers, owners and lookups in processes of their own, measured from outside. */
@NullMarked
package io.centrifuge.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
