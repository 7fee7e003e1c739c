/** The manager's machine alone, in processor time; {@code ./centrifuge bench manager} runs it. */
@NullMarked
package io.centrifuge.benchmarks.manager;

import org.jspecify.annotations.NullMarked;
