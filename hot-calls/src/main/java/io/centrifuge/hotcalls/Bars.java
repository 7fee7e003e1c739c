package io.centrifuge.hotcalls;

import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.protocol.runtime.SystemClock;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What no lookup and no check can be quicker than, and what it would be without an index. The same
 * keys in the same order, and as many elements as there are ranges, behind one volatile reference,
 * as in the libraries.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 80, time = 25, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Bars {
    @Param("100")
    public int owners;

    @Param("6400")
    public int ranges;

    private final ProcessClock clock = SystemClock.INSTANCE;
    private volatile Object[] elements = {};
    private volatile long[] bounds = {};

    @Setup
    public void plan() {
        RangeMap<OwnerId> plan = Ring.plan(owners, ranges);
        Object[] objects = new Object[plan.size()];
        long[] starts = new long[plan.size()];
        for (int i = 0; i < starts.length; i++) {
            objects[i] = new Object();
            starts[i] = plan.range(i).start() ^ Long.MIN_VALUE; // so that signed order is theirs
        }
        elements = objects;
        bounds = starts;
    }

    /** One element, the one as far into the array as the hash is into the key space. */
    @Benchmark
    public Object bareRead(AnyKeys any) {
        Object[] read = elements;
        return read[(int) Math.unsignedMultiplyHigh(any.keys.nextHash(), read.length)];
    }

    @Benchmark
    public Object binarySearch(AnyKeys any) {
        int found = Arrays.binarySearch(bounds, any.keys.nextHash() ^ Long.MIN_VALUE);
        return elements[found >= 0 ? found : -found - 2];
    }

    /** By the clock that the libraries have. */
    @Benchmark
    public long twoClockReads() {
        return clock.monotonic() + clock.wall();
    }
}
