package io.centrifuge.benchmarks.fleet.member;

/**
 * When a record was committed, as the first manager that was told of it says. Immutable.
 *
 * @param service which of the services
 * @param nanos by the machine's one monotonic clock
 */
public record CommitTime(int service, long lsn, long nanos) {}
