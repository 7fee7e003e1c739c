/**
 * JMH benchmarks of the calls that every request makes, and of what they are compared with; {@code
 * ./build bench} and {@code ./centrifuge bench local} run them.
 */
@NullMarked
package io.centrifuge.hotcalls;

import org.jspecify.annotations.NullMarked;
