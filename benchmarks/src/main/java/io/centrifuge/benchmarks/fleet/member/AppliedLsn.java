package io.centrifuge.benchmarks.fleet.member;

/**
 * How many of a process's lookups went on to a change of a table, or past it. Immutable.
 *
 * @param count since they started; those whose first table had it are not among them
 * @param last when the last of them did, by the machine's one monotonic clock
 */
public record AppliedLsn(int service, long lsn, int count, long last) {}
