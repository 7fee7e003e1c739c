/** What is measured with real processes: the failover; {@code ./build failover} runs it. */
@NullMarked
package io.centrifuge.benchmarks;

import org.jspecify.annotations.NullMarked;
