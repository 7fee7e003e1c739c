package io.centrifuge.benchmarks.manager;

/**
 * The event that took the most processor time.
 *
 * @param during of what it was a part
 * @param what it was
 */
public record LongestEvent(String during, String what, Cost cost) {
    static final LongestEvent NONE = new LongestEvent("", "", Cost.NONE);

    LongestEvent orLonger(LongestEvent other) {
        return other.cost.cpuNanos() > cost.cpuNanos() ? other : this;
    }
}
