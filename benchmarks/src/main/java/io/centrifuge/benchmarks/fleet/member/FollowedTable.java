package io.centrifuge.benchmarks.fleet.member;

/** How far one lookup is: a whole one, or a watcher. */
interface FollowedTable {
    int service();

    /** Of its table; 0 before the first. */
    long lsn();

    /** Ranges of whose loss it was told, each time. */
    long losses();
}
