/** JMH benchmarks of the calls that every request makes; {@code ./build bench} runs them. */
@NullMarked
package io.centrifuge.benchmarks;

import org.jspecify.annotations.NullMarked;
