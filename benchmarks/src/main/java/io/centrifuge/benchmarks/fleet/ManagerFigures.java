package io.centrifuge.benchmarks.fleet;

/**
 * What one manager's process had used when it was asked, since its start but for what is now.
 * Immutable.
 *
 * @param cpuSeconds processor time
 * @param residentMb now
 * @param page what its page of metrics said last, which may be some seconds ago
 */
record ManagerFigures(double cpuSeconds, double residentMb, Page page) {
    /**
     * What only its page of metrics tells.
     *
     * @param heapMb now
     * @param bytesIn of messages, of all roles
     * @param collecting seconds in pauses of garbage collections
     * @param longestPause the longest pause that the page still shows, in seconds
     * @param longestEvent while it led, in seconds
     * @param races requests of owners that crossed a message
     * @param tableBytes whole tables of all services
     * @param ranges entries of them
     */
    record Page(
            double heapMb,
            double bytesIn,
            double bytesOut,
            double collecting,
            double longestPause,
            double longestEvent,
            double races,
            double tableBytes,
            double ranges) {
        static final Page NONE = new Page(0, 0, 0, 0, 0, 0, 0, 0, 0);

        private static final double MEGABYTE = 1_048_576;
        private static final String OURS = "centrifuge_manager_";

        static Page of(MetricsText text) {
            return new Page(
                    text.sum("jvm_memory_used_bytes", "area=\"heap\"") / MEGABYTE,
                    text.sum(OURS + "network_received_bytes_total"),
                    text.sum(OURS + "network_sent_bytes_total"),
                    text.sum("jvm_gc_pause_seconds_sum"),
                    text.max("jvm_gc_pause_seconds_max"),
                    text.sum(OURS + "events_longest_seconds"),
                    text.sum(OURS + "owner_requests_raced_total"),
                    text.sum(OURS + "table_size_bytes"),
                    text.sum(OURS + "table_ranges"));
        }
    }
}
