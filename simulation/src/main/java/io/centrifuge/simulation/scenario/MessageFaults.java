package io.centrifuge.simulation.scenario;

/**
 * What the network does to single messages. Rates are per 1,000 messages.
 *
 * @param usualNanos the longest delay of most messages
 * @param longNanos the longest delay of those that take long
 */
public record MessageFaults(
        int losses, int repeats, int delays, int strays, long usualNanos, long longNanos) {

    /** The same network on a good day. */
    public MessageFaults calm() {
        return new MessageFaults(0, 0, 0, 0, Math.min(usualNanos, 2_000_000), longNanos);
    }
}
