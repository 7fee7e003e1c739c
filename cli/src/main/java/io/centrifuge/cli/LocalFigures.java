package io.centrifuge.cli;

import java.util.stream.Stream;

/**
 * What {@code bench local} measured, in nanoseconds a call, with the fewer ranges but where it says
 * otherwise. A ratio is of two figures of one run.
 *
 * @param lookupString of a key of 16 characters
 * @param check of a key that is held
 * @param checkByTwo by each of two threads
 * @param allocatedBytes of the call of ours that allocates most, as the whole process does
 */
record LocalFigures(
        double lookupHash,
        double lookupString,
        double bareRead,
        double binarySearch,
        double helix,
        double hazelcast,
        double check,
        double checkByTwo,
        double twoClockReads,
        double allocatedBytes,
        double lookupHashOfMany,
        double bareReadOfMany,
        double binarySearchOfMany) {
    static final int FEW_RANGES = 6_400;
    static final int MANY_RANGES = 64_000;

    /** What JMH must have measured, as regular expressions of the names. */
    static final String WITH_FEW = "\\.(lookupOfHash|lookupOfString|bareRead|binarySearch|helix"
            + "|hazelcast|checkLeaseNowOfHash|checkLeaseNowOfHashByTwoThreads|twoClockReads)$";

    static final String WITH_MANY = "\\.(lookupOfHash|bareRead|binarySearch)$";

    static LocalFigures of(JmhResults results) {
        return new LocalFigures(
                results.nanos("lookupOfHash", FEW_RANGES),
                results.nanos("lookupOfString", FEW_RANGES),
                results.nanos("bareRead", FEW_RANGES),
                results.nanos("binarySearch", FEW_RANGES),
                results.nanos("helix", FEW_RANGES),
                results.nanos("hazelcast", FEW_RANGES),
                results.nanos("checkLeaseNowOfHash", FEW_RANGES),
                results.nanos("checkLeaseNowOfHashByTwoThreads", FEW_RANGES),
                results.nanos("twoClockReads", FEW_RANGES),
                Stream.of("lookupOfHash", "lookupOfString", "checkLeaseNowOfHash")
                        .mapToDouble(call -> results.bytes(call, FEW_RANGES))
                        .max()
                        .orElseThrow(),
                results.nanos("lookupOfHash", MANY_RANGES),
                results.nanos("bareRead", MANY_RANGES),
                results.nanos("binarySearch", MANY_RANGES));
    }

    double lookupRatio() {
        return lookupHash / bareRead;
    }

    double lookupRatioOfMany() {
        return lookupHashOfMany / bareReadOfMany;
    }

    double checkRatio() {
        return check / twoClockReads;
    }

    /** How much more two threads check than one. */
    double twoThreadsRatio() {
        return 2 * check / checkByTwo;
    }

    /** What a String costs beyond its hash. */
    double stringExtra() {
        return lookupString - lookupHash;
    }
}
