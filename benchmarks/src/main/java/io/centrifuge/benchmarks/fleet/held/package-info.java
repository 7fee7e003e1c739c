/** Whether two owners said at once that they hold a key. */
@NullMarked
package io.centrifuge.benchmarks.fleet.held;

import org.jspecify.annotations.NullMarked;
