/** What runs in the processes of owners and lookups, and what they tell the one that began them. */
@NullMarked
package io.centrifuge.benchmarks.fleet.member;

import org.jspecify.annotations.NullMarked;
