package io.centrifuge.simulation.world;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one world: always as a hash, by which two runs are compared; where somebody
 * reads, as lines, too. One thread.
 */
public final class Trace {
    private final @Nullable Consumer<String> reader;
    private long hash = 0x243f6a8885a308d3L;

    private Trace(@Nullable Consumer<String> reader) {
        this.reader = reader;
    }

    /** Only the hash. */
    public static Trace silent() {
        return new Trace(null);
    }

    public static Trace to(Consumer<String> reader) {
        return new Trace(reader);
    }

    /** Of all that was mixed in so far, in order. */
    public long hash() {
        return hash;
    }

    void mix(long a, long b, long c) {
        hash = step(step(step(hash, a), b), c);
    }

    private static long step(long hash, long value) {
        long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 32);
    }

    /** Makes the line only if somebody reads it. */
    void line(long time, Supplier<String> what) {
        if (reader != null) {
            reader.accept("%14.6f  %s".formatted(time / 1e9, what.get()));
        }
    }
}
