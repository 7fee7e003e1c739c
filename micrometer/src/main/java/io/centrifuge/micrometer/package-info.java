/**
 * The counters of owners and lookups as Micrometer's meters, for applications that use Micrometer.
 * The libraries themselves know nothing of it.
 */
@NullMarked
package io.centrifuge.micrometer;

import org.jspecify.annotations.NullMarked;
