/** What every process has: threads, clocks and files of settings. */
@NullMarked
package io.centrifuge.protocol.runtime;

import org.jspecify.annotations.NullMarked;
