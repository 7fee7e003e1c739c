package io.centrifuge.benchmarks;

import io.centrifuge.Hint;
import io.centrifuge.KeyHash;
import io.centrifuge.LeaseCheck;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The calls that every request makes, over 6,400 ranges and 4,096 keys. With {@code -prof gc} each
 * must allocate 0 bytes. {@link #binarySearch} is the bar for {@link #lookupOfHash}: a binary
 * search over the same bounds, and the object there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HotCalls {
    private static final int KEYS = 4096;

    private final String[] strings = new String[KEYS];
    private final byte[][] bytes = new byte[KEYS][];
    private final long[] hashes = new long[KEYS];
    private long[] bounds = {};
    private Hint[] hints = {};
    private int next;

    @Setup
    public void keys(Fleet fleet) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < KEYS; i++) {
            strings[i] = "device/" + random.nextLong(1_000_000_000L) + "/Zürich";
            bytes[i] = strings[i].getBytes(StandardCharsets.UTF_8);
            hashes[i] = KeyHash.of(strings[i]);
        }
        var entries =
                fleet.manager.view().state().tables().values().iterator().next().entries();
        bounds = new long[entries.size()];
        hints = new Hint[entries.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = entries.range(i).start() ^ Long.MIN_VALUE;
            hints[i] = fleet.lookup.lookupOfHash(entries.range(i).start());
        }
    }

    private int next() {
        next = (next + 1) & (KEYS - 1);
        return next;
    }

    @Benchmark
    public Hint binarySearch() {
        int found = Arrays.binarySearch(bounds, hashes[next()] ^ Long.MIN_VALUE);
        return hints[found >= 0 ? found : -found - 2];
    }

    @Benchmark
    public Hint lookupOfHash(Fleet fleet) {
        return fleet.lookup.lookupOfHash(hashes[next()]);
    }

    @Benchmark
    public Hint lookupOfBytes(Fleet fleet) {
        return fleet.lookup.lookup(bytes[next()]);
    }

    @Benchmark
    public Hint lookupOfString(Fleet fleet) {
        return fleet.lookup.lookup(strings[next()]);
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfHash(Fleet fleet) {
        return fleet.owner.checkLeaseNowOfHash(hashes[next()]);
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfBytes(Fleet fleet) {
        return fleet.owner.checkLeaseNow(bytes[next()]);
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfString(Fleet fleet) {
        return fleet.owner.checkLeaseNow(strings[next()]);
    }

    @Benchmark
    public boolean checkLeaseContinuousOfHash(Fleet fleet) {
        return fleet.owner.checkLeaseContinuousOfHash(hashes[next()], 5);
    }

    @Benchmark
    public boolean checkLeaseContinuousOfBytes(Fleet fleet) {
        return fleet.owner.checkLeaseContinuous(bytes[next()], 5);
    }

    @Benchmark
    public boolean checkLeaseContinuousOfString(Fleet fleet) {
        return fleet.owner.checkLeaseContinuous(strings[next()], 5);
    }
}
