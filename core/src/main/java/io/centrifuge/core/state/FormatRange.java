package io.centrifuge.core.state;

/**
 * Formats of what a store keeps that a release reads: all from {@code oldest} to {@code newest}.
 *
 * @param oldest from 1
 * @param newest at least {@code oldest}
 */
public record FormatRange(int oldest, int newest) {
    public FormatRange {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException(
                    "formats must be from 1 up, the older first, but are %d to %d"
                            .formatted(oldest, newest));
        }
    }

    public boolean contains(int format) {
        return oldest <= format && format <= newest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "format " + oldest : "formats %d to %d".formatted(oldest, newest);
    }
}
