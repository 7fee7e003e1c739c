package io.centrifuge.benchmarks.fleet.held;

/**
 * An owner was asked for a key and said "held". Immutable.
 *
 * @param key which of the keys that are asked for; a key of two services is two
 * @param owner which start of which owner; no two have the same
 * @param number the lease number
 * @param began by the machine's one monotonic clock, before the owner was asked
 * @param returned likewise, after it had answered
 */
public record HeldCheck(int key, long owner, long number, long began, long returned) {}
