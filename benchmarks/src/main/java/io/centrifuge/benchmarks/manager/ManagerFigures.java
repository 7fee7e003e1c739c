package io.centrifuge.benchmarks.manager;

/**
 * What a manager's machine costs with so many owners. A join, leave or expiry has all events in it
 * that it causes until all is quiet; likewise the others, but for the renewal.
 *
 * @param ranges how many are held
 * @param coldStart all owners join at once
 * @param scaleOut all but one join at once where one holds everything
 * @param renewal one request of an owner that has what it should have
 * @param join of one owner, in the median; likewise {@code leave} and {@code expiry}
 * @param takeover until the manager leads that has followed the log
 * @param firstRequests of all owners, after that takeover
 * @param longest of all events but those of {@code scaleOut}
 * @param heapBytes what is used after a collection, without the owners' models
 */
public record ManagerFigures(
        int owners,
        int ranges,
        Cost coldStart,
        Cost scaleOut,
        LongestEvent longestOfScaleOut,
        Cost renewal,
        Cost join,
        Cost leave,
        Cost expiry,
        Cost takeover,
        Cost firstRequests,
        LongestEvent longest,
        long heapBytes) {}
